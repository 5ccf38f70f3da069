from content_types.knowledge.factories import KnowledgeArticlePageFactory


def test_articles(tree, graphql):
    KnowledgeArticlePageFactory(parent=tree.knowledge, title="Hello")
    data = graphql("{articles{totalCount nodes{title url kind summary body{__typename ...on RichTextBlock{text{html plain}}} topics{name} coverImage{alt} ancestors{title} parent{title}}}}")
    print(data)
