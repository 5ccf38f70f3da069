"""Response cache: whole answers to anonymous queries, stored in the shared cache until something that they depend on changes.

An answer is tagged with what was read for it (``tags``), as the statements themselves say. Whatever writes through Django, in any process, is
seen at its statement (``write_tracking``): it marks its tags before it runs, which keeps everybody from using or keeping answers with them, and renews
them once it is committed (``tag_versions``). So no answer is older than the last commit before its request, and a crash in between costs
time only.
"""
