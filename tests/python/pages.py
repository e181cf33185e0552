"""What the pages of the project say that can be run: commands, statements, links."""

import re
from dataclasses import dataclass
from pathlib import Path

import duckdb

from conftest import ROOT

#: `text` is what a command prints, or a figure; nobody runs it.
LANGUAGES = {"sh", "sql", "text"}
FENCE = re.compile(r"^```(.*)\n((?:.*\n)*?)^```$", re.MULTILINE)
SPAN = re.compile(r"(?<!`)`([^`\n]+)`(?!`)")
LINK = re.compile(r"\]\(([^)\s]+)\)")


@dataclass(frozen=True)
class Page:
    """A page of Markdown."""

    name: str
    text: str

    def languages(self):
        """The language of each block, in order."""
        return [language for language, _ in FENCE.findall(self.text)]

    def statements(self):
        """The SQL of its blocks, and of its lines where it is whole there."""
        fences = FENCE.findall(self.text)
        blocks = [block for language, block in fences if language == "sql"]
        texts = [*blocks, *self._spans("select ", "from ")]
        return list(dict.fromkeys(sql for text in texts for sql in split_sql(text)))

    def commands(self):
        """The commands of its blocks and lines, without comments."""
        lines = [
            line.partition("  #")[0].strip()
            for language, block in FENCE.findall(self.text)
            if language == "sh"
            for line in block.replace("\\\n", " ").splitlines()
        ]
        spans = self._spans("make ", "dbt ", ".venv/", "python ")
        return list(dict.fromkeys(line for line in [*lines, *spans] if line))

    def links(self):
        """Where it points to inside the project."""
        # Those of dbt's own page start with `#!`; test_conventions.py looks at them.
        return [
            link
            for link in LINK.findall(self.text)
            if "://" not in link and not link.startswith("#!")
        ]

    def anchors(self):
        """What a link to one of its headings ends with."""
        headings = re.findall(r"^#+ (.+)$", self.text, re.MULTILINE)
        return {
            re.sub(r"[^\w -]", "", heading.lower()).replace(" ", "-")
            for heading in headings
        }

    def _spans(self, *starts):
        spans = SPAN.findall(FENCE.sub("", self.text))
        return [span for span in spans if span.startswith(starts)]


def split_sql(text):
    """Split a text into statements; what cannot be parsed stays one."""
    try:
        return [part.query.strip() for part in duckdb.extract_statements(text)]
    except duckdb.ParserException:
        return [text]


def read_page(path):
    """Read a page of the project."""
    path = Path(path)
    return Page(str(path.relative_to(ROOT)), path.read_text(encoding="utf-8"))


PAGES = [
    read_page(path)
    for path in (
        ROOT / "README.md",
        ROOT / "CONTRIBUTING.md",
        *sorted((ROOT / "docs").glob("**/*.md")),
        ROOT / "models" / "overview.md",
    )
]
