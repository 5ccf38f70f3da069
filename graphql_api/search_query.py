"""The root field ``search``."""


class SearchQuery:
    pass
