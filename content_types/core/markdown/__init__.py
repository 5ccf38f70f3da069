"""Pages, their blocks and their rich text as Markdown: for apps, feeds, and readers that are programs.

``markdown_of(blocks)`` writes a stream, ``markdown_of_page(page, context)`` a whole page, ``rich_text_markdown(tree)`` one text.
"""
