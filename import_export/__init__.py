"""The library as a folder of readable files: importing one, and exporting to one. The format is docs/import-format.md.

Nothing here names a content type: files, keys and blocks follow from the registry, the models' fields and the block definitions.
"""
