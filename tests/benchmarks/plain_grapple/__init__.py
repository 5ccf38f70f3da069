"""A site on Wagtail and wagtail-grapple as they come, with the articles of the measurements:
what the product is measured beside."""
