"""What is stored of a document: what it says, without who wrote it.

``clean_document`` takes the properties out of PDF, Office and OpenDocument files; the field of documents stores nothing else.
"""
