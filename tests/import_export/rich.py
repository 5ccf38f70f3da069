"""Rich text with everything that editors may use."""

RICH = """<p>Two &amp; three &lt; four, <b>bold</b> <i>italic</i> 2<sup>3</sup> H<sub>2</sub>O<br/>“quoted” café</p>
<ul><li>one</li></ul><ol><li>two</li></ol><hr/><blockquote>said</blockquote>
<p><a href="page:/tools/all/">tool</a> <a href="document:card.pdf">card</a> \
<a href="https://example.org/?a=1&amp;b=2">out</a>
<a href="mailto:a@example.org">mail</a> <a href="tel:111">111</a> <a href="#first">up</a></p>
<img src="image:ward.png" alt="The &quot;ward&quot;, it's &lt;here&gt;" data-format="left"/>"""
