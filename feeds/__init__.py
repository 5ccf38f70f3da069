"""The library for feed readers, search engines and language models: Atom, site map, robots.txt, llms.txt, pages as Markdown."""
