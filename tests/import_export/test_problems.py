"""Each kind of mistake gives its own message, with the right file, line and field."""

from __future__ import annotations

import pytest

from tests.import_export.library_folder import ARTICLE, LibraryFolder

A = "knowledge/ask-about-money.yaml"


def with_lines(*lines: str) -> str:
    """The article with further lines at its end, the first of which is line 9."""
    return ARTICLE + "\n".join(lines) + "\n"


def with_body(*lines: str) -> str:
    """The article with another body, whose first line is line 7."""
    return ARTICLE.partition("body:")[0] + "body:\n" + "\n".join(f"  {line}" for line in lines) + "\n"


CASES: dict[str, tuple[str, str, str]] = {
    # name: (file, text, the beginning of the one problem)
    "broken yaml": (A, "type: article\ntitle: [a, b\nslug: x\n", f"{A}:3: The YAML cannot be read here"),
    "two documents": (A, "type: article\n---\ntitle: x\n", f"{A}:2: A file holds one document"),
    "empty file": (A, "# nothing\n", f"{A}:1: The file is empty"),
    "a key twice": (A, with_lines("title: Another"), f"{A}:9: The key “title” stands here twice (first in line 2)"),
    "unknown key": (A, with_lines("sumary: x"), f"{A}:9: sumary: There is no such field here. Did you mean “summary”?"),
    "wrong type": (
        A,
        ARTICLE.replace("article", "tool"),
        f"{A}:1: type: A file in this folder is of the type “article”",
    ),
    "missing field": (
        A,
        ARTICLE.replace("summary: How to ask.\n", ""),
        f"{A}:1: summary: This field is missing. Add it. Two plain",
    ),
    "empty required field": (A, ARTICLE.replace("How to ask.", ""), f"{A}:4: summary: This field is missing"),
    "an address with letters that the admin refuses": (
        "knowledge/café-première.yaml",
        ARTICLE.replace("slug: ask-about-money", "slug: café-première"),
        "knowledge/café-première.yaml:3: slug: “café-première” has letters that an address may not have. Use a to z, "
        "digits and hyphens, such as cafe-premiere,",
    ),
    "too long": (
        A,
        ARTICLE.replace("How to ask.", "x" * 401),
        f"{A}:4: summary: Ensure this value has at most 400 characters",
    ),
    "a list for a text": (
        A,
        ARTICLE.replace("How to ask.", "[a]"),
        f"{A}:4: summary: This is a list, but one text is needed",
    ),
    "not a choice": (A, with_lines("kind: flim"), f"{A}:9: kind: “flim” is not one of explainer, paper_summary, film"),
    "wrong date": (
        A,
        with_lines("last_reviewed: 2026-02-30"),
        f"{A}:9: last_reviewed: “2026-02-30” is not a date. Write it as",
    ),
    "wrong relative date": (
        A,
        with_lines("last_reviewed: today+2w"),
        f"{A}:9: last_reviewed: “today+2w” is not a date",
    ),
    "no time of day": (A, with_lines("expire_at: 2026-02-03"), f"{A}:9: expire_at: “2026-02-03” has no time of day"),
    "review before": (
        A,
        with_lines("last_reviewed: 2026-02-03", "review_due: 2026-02-02"),
        f"{A}:10: review_due: The next review must come after",
    ),
    "unknown topic": (
        A,
        ARTICLE.replace("[poverty]", "[povrty]"),
        f"{A}:5: topics[1]: There is no topic “povrty”. Did you mean “poverty”?",
    ),
    "a topic twice": (
        A,
        ARTICLE.replace("[poverty]", "[poverty, poverty]"),
        f"{A}:5: topics[2]: “poverty” stands here twice",
    ),
    "not a list": (A, ARTICLE.replace("[poverty]", "poverty"), f"{A}:5: topics: This is not a list"),
    "unknown person": (
        A,
        with_lines("people:", "  - {person: amima}"),
        f"{A}:10: people[1].person: There is no person “amima”. Did you mean “amina”?",
    ),
    "a person twice": (
        A,
        with_lines("people:", "  - person: amina", "  - person: amina"),
        f"{A}:11: people[2]: The same entry stands here twice",
    ),
    "unknown page": (
        A,
        with_lines("related_resources: [/tools/nothing/]"),
        f"{A}:9: related_resources[1]: There is no page at “/tools/nothing/”",
    ),
    "address without slashes": (
        A,
        with_lines("related_resources: [knowledge/ask-about-money]"),
        f"{A}:9: related_resources[1]: There is no page at “knowledge/ask-about-money”. "
        "Write /knowledge/ask-about-money/",
    ),
    "unlisted image": (
        A,
        with_lines("cover_image: wrad.png"),
        f"{A}:9: cover_image: There is no image “wrad.png”. Did you mean “ward.png”?",
    ),
    "cover without alt text": (
        A,
        with_lines("cover_image: ward.png"),
        f"{A}:1: cover_alt_text: Describe the cover picture",
    ),
    "wrong doi": (
        A,
        with_lines("sources:", "  - title: A paper", "    doi: abc"),
        f"{A}:11: sources[1].doi: This is not a DOI",
    ),
    "wrong address": (
        A,
        with_lines("sources:", "  - {title: A paper, url: nhs.uk/x y}"),
        f"{A}:10: sources[1].url: Enter a valid URL",
    ),
    "comma without quotes": (
        A,
        with_lines("sources:", "  - {title: A paper, with a comma}"),
        f"{A}:10: sources[1].with a comma: This looks like the rest of a text with a comma",
    ),
    "slug is not the file name": (
        A,
        ARTICLE.replace("slug: ask-about-money", "slug: money"),
        f"{A}:3: slug: The slug is the name of the file. Write slug: ask-about-money",
    ),
    "scheduled without a date": (
        A,
        with_lines("state: scheduled"),
        f"{A}:9: go_live_at: A scheduled page needs the moment",
    ),
    "expired without a date": (
        A,
        with_lines("state: expired"),
        f"{A}:9: expire_at: An expired page needs the moment, in the past",
    ),
    "expired tomorrow": (
        A,
        with_lines("state: expired", "expire_at: today+1d 09:00"),
        f"{A}:10: expire_at: An expired page needs",
    ),
    "live tomorrow": (A, with_lines("go_live_at: today+1d 09:00"), f"{A}:9: go_live_at: This is in the future"),
    "unknown state": (
        A,
        with_lines("state: publised"),
        f"{A}:9: state: “publised” is not one of live, draft, scheduled, expired",
    ),
    "unknown privacy": (A, with_lines("privacy: secret"), f"{A}:9: privacy: This is not a map"),
    "privacy in two ways": (
        A,
        with_lines("privacy: {login: true, password: x}"),
        f"{A}:9: privacy: Write one of password",
    ),
    "privacy with an empty password": (
        A,
        with_lines("privacy:", "  password:"),
        f"{A}:10: privacy.password: The password is empty",
    ),
    "privacy for nobody": (A, with_lines("privacy: {groups: []}"), f"{A}:9: privacy.groups: Name at least one group"),
    "a tag twice": (A, with_lines("tags: [Food, food]"), f"{A}:9: tags[2]: “food” stands here twice: capital letters"),
    "unknown block": (
        A,
        with_body("- headng: {text: a}"),
        f"{A}:7: body[1]: There is no block “headng” here. Did you mean “heading”?",
    ),
    "two blocks in one entry": (
        A,
        with_body("- rich_text: <p>a</p>", "  quote: {text: b}"),
        f"{A}:7: body[1]: A block is one name and its value, but here are also quote",
    ),
    "not a block": (A, with_body("- some words"), f"{A}:7: body[1]: This is not a block"),
    "unknown block field": (
        A,
        with_body("- quote: {text: b, txt: a}"),
        f"{A}:7: body[1].quote.txt: There is no such field here. Did you mean “text”?",
    ),
    "heading order": (
        A,
        with_body("- heading: {text: a, level: h2}", "- heading: {text: b, level: h4}"),
        f"{A}:8: body[2].heading: After an H2 comes an H2 or H3",
    ),
    "image block without alt text": (
        A,
        with_body("- image:", "    image: ward.png"),
        f"{A}:7: body[1].image.alt_text: Describe the picture",
    ),
    "missing block field": (
        A,
        with_body("- callout:", "    title: a"),
        f"{A}:7: body[1].callout.text: This field is missing. Add it. Two or three",
    ),
    "not an embed": (
        A,
        with_body("- embed: {url: 'https://example.org/a', title: a}"),
        f"{A}:7: body[1].embed.url: This address cannot be shown",
    ),
    "page and address": (
        A,
        with_body("- link_list:", "    links:", "      - {title: a}"),
        f"{A}:9: body[1].link_list.links[1].url: Give an address or choose a page",
    ),
    "uneven table": (
        A,
        with_body("- table:", "    caption: a", "    rows:", "      - [a, b]", "      - [c]"),
        f"{A}:11: body[1].table.rows[2]: This row has 1 cells, but the first has 2",
    ),
    "no table": (A, with_body("- table: {caption: a}"), f"{A}:7: body[1].table.rows: The table has no rows"),
    "forbidden tag": (
        A,
        with_body("- rich_text: |", "    <p>a</p>", "    <h2>b</h2>"),
        f"{A}:9: body[1].rich_text: <h2> is not allowed",
    ),
    "forbidden attribute": (
        A,
        with_body("- rich_text: <p onclick='x()'>a</p>"),
        f"{A}:7: body[1].rich_text: <p> may not have “onclick”",
    ),
    "script": (
        A,
        with_body("- rich_text: <p><script>x</script></p>"),
        f"{A}:7: body[1].rich_text: <script> is not allowed",
    ),
    "unclosed tag": (
        A,
        with_body("- rich_text: <p><b>a</p>"),
        f"{A}:7: body[1].rich_text: </p> closes nothing here. <b> is still open",
    ),
    "plain words": (A, with_body("- rich_text: just words"), f"{A}:7: body[1].rich_text: Rich text is HTML"),
    "link to no page": (
        A,
        with_body("- rich_text: <p><a href='page:/tools/x/'>a</a></p>"),
        f"{A}:7: body[1].rich_text: There is no page at “/tools/x/”",
    ),
    "link to no document": (
        A,
        with_body("- rich_text: <p><a href='document:x.pdf'>a</a></p>"),
        f"{A}:7: body[1].rich_text: There is no document “x.pdf”",
    ),
    "javascript link": (
        A,
        with_body("- rich_text: <p><a href='javascript:x()'>a</a></p>"),
        f"{A}:7: body[1].rich_text: “javascript:x()” is no address",
    ),
    "relative link": (
        A,
        with_body("- rich_text: <p><a href='/tools/'>a</a></p>"),
        f"{A}:7: body[1].rich_text: “/tools/” is no address to link to",
    ),
    "type of a page": (
        "pages/about.yaml",
        "type: standrd\ntitle: a\n",
        "pages/about.yaml:1: type: Write the type of the page: one of home",
    ),
    "resource among pages": (
        "pages/a.yaml",
        "type: tool\n",
        "pages/a.yaml:1: type: A file of type “tool” belongs in the folder tools/",
    ),
    "page below nothing": (
        "pages/about/team.yaml",
        "type: standard\ntitle: Team\nslug: team\n",
        "pages/about/team.yaml:1: There is no page at /about/",
    ),
    "two homes": (
        "pages/start.yaml",
        "type: home\ntitle: a\nslug: b\n",
        "pages/start.yaml:1: The address / belongs to pages/home.yaml already",
    ),
    "unknown terms": (
        "taxonomy/topic.yaml",
        "- {slug: a, name: b}\n",
        "taxonomy/topic.yaml:1: There are no terms called “topic”. Did you mean “topics”?",
    ),
    "a slug twice": (
        "taxonomy/people.yaml",
        "- {slug: amina, name: A}\n- {slug: amina, name: B}\n",
        "taxonomy/people.yaml:2: [2].slug: The slug “amina” stands in line 1 already",
    ),
    "a wrong slug": (
        "taxonomy/people.yaml",
        "- {slug: amina, name: A}\n- {slug: Ö b, name: B}\n",
        "taxonomy/people.yaml:2: [2].slug: Enter a valid",
    ),
    "a term under itself": (
        "taxonomy/topics.yaml",
        "- {slug: poverty, name: A, definition: a, parent: housing}\n- {slug: housing, name: B, definition: b}\n"
        "- {slug: rent, name: C, definition: c, parent: rent}\n",
        "taxonomy/topics.yaml:3: [3].parent: A term cannot stand under itself",
    ),
    "latitude": (
        "taxonomy/places.yaml",
        "- {slug: england, name: E, latitude: 152.5, longitude: -1.5}\n",
        "taxonomy/places.yaml:1: [1].latitude: Ensure this value is less than or equal to 90",
    ),
    "not a number": (
        "taxonomy/places.yaml",
        "- {slug: england, name: E, latitude: north, longitude: -1.5}\n",
        "taxonomy/places.yaml:1: [1].latitude: “north” is not a number",
    ),
    "image not there": (
        "images/images.yaml",
        "- {file: ward.png, title: a}\n- {file: other.png, title: b}\n",
        "images/images.yaml:2: [2].file: There is no file images/other.png",
    ),
    "image twice": (
        "images/images.yaml",
        "- {file: ward.png, title: a}\n- {file: ward.png, title: b}\n",
        "images/images.yaml:2: [2]: “ward.png” stands in line 1 already",
    ),
    "image name": (
        "images/images.yaml",
        "- {file: ward.png, title: a}\n- {file: my ward.png, title: b}\n",
        "images/images.yaml:2: [2].file: “my ward.png” is no usable file name",
    ),
    "image outside": (
        "images/images.yaml",
        "- {file: ward.png, title: a}\n- {file: ../x.png, title: b}\n",
        "images/images.yaml:2: [2].file: “../x.png” is no usable file name",
    ),
    "document kind": (
        "documents/documents.yaml",
        "- {file: card.pdf, title: a}\n- {file: run.exe, title: b}\n",
        "documents/documents.yaml:2: [2].file: “run.exe” does not end in one of",
    ),
    "privacy of no collection": (
        "images/images.yaml",
        "- {file: ward.png, title: a, collection_privacy: login}\n",
        "images/images.yaml:1: [1].collection_privacy: Name the collection",
    ),
    "site setting": (
        "site.yaml",
        "name: W\ncontact_email: nobody\n",
        "site.yaml:2: contact_email: Enter a valid email address",
    ),
    "navigation": (
        "site.yaml",
        "name: W\nnavigation:\n  - {title: A}\n",
        "site.yaml:3: navigation[1].page: Choose a page or give an address",
    ),
    "unknown folder": ("tool/a.yaml", "type: tool\n", "tool:1: The format has no folder “tool”. Did you mean “tools”?"),
    "file at the top": ("topics.yaml", "- a\n", "topics.yaml:1: At the top there is only site.yaml"),
    "yml": ("tools/a.yml", "a: b\n", "tools/a.yml:1: Name the file a.yaml"),
    "picture among resources": ("tools/a.png", "x", "tools/a.png:1: Only .yaml files belong in this folder"),
}


@pytest.mark.parametrize("name", CASES)
def test_each_mistake_is_one_problem_with_its_place(name: str, library: LibraryFolder) -> None:
    file, text, expected = CASES[name]
    library.put(file, text)
    problems = library.problems()
    assert len(problems) == 1, problems
    assert problems[0].startswith(expected), problems[0]


def test_the_library_itself_has_none(library: LibraryFolder) -> None:
    assert library.problems() == []


def test_every_problem_is_in_one_report_in_order(library: LibraryFolder) -> None:
    library.put(
        A,
        with_body(
            "- heading: {text: a, level: h3}",
            "- image: {image: ward.png}",
            "- rich_text: <p><u>a</u></p>",
            "- document: {document: none.pdf}",
        ).replace("[poverty]", "[wealth]"),
    )
    library.put("images/ward.png", b"not a picture")
    library.put("taxonomy/people.yaml", "- {slug: amina}\n")
    library.put("events/e.yaml", "type: event\ntitle: E\nslug: f\nsummary: s\nstart: never\n")
    assert [problem.partition(": ")[0] for problem in library.problems()] == [
        "events/e.yaml:1",
        "events/e.yaml:3",
        "events/e.yaml:5",
        "images/images.yaml:1",
        f"{A}:5",
        f"{A}:7",
        f"{A}:8",
        f"{A}:9",
        f"{A}:10",
        "taxonomy/people.yaml:1",
    ]


def test_a_taken_address(library: LibraryFolder) -> None:
    library.put("pages/help.yaml", "type: standard\ntitle: Help\nslug: help\n")
    library.load()
    library.put("pages/help.yaml", "type: tool_index\ntitle: Tools\nslug: tools\n")
    library.remove("pages/tool_index.yaml")
    assert library.problems() == []
    library.put("pages/tools.yaml", "type: standard\ntitle: T\nslug: tools\n")
    assert library.problems() == [
        "pages/tools.yaml:1: The address /tools/ belongs to pages/help.yaml already. Rename one of the two."
    ]
    library.remove("pages/help.yaml")
    assert library.problems() == [
        "pages/tools.yaml:1: At /tools/ there is a tool index already. Rename the file, or move that page."
    ]


@pytest.mark.usefixtures("new_installation")
def test_a_library_needs_a_home(library: LibraryFolder) -> None:
    library.remove("pages/home.yaml")
    assert (
        "pages/tool_index.yaml:1: There is no home page (pages/home.yaml). Add its file to pages/."
        in library.problems()
    )
