"""Which document of a file a line or a name means, told from the text: the peers report lines and names."""

import bisect
import re

BOUNDARY = re.compile(r"^---(?=\s|$)", re.MULTILINE)
KIND = re.compile(r"^\s{0,2}\"?kind\"?: *\"?(\w+)", re.MULTILINE)
NAME = re.compile(r"^(?:metadata:(?:.*\n+)(?:\s+.*\n+)*?\s+|metadata: *\{.*?\b)\"?name\"?: *[\"']?([\w.:-]+)", re.MULTILINE)


def split(text):
    """Returns the documents of a YAML text as texts."""
    starts = [match.start() for match in BOUNDARY.finditer(text)]
    bounds = [0, *starts, len(text)]
    return [text[start:end] for start, end in zip(bounds, bounds[1:])]


def has_content(text):
    """Tells whether there is more than comments and boundaries."""
    return any(line.strip() and not line.startswith(("---", "#", "%")) for line in text.splitlines())


class File:
    """The documents of one file, by line and by name."""

    def __init__(self, text):
        self.texts = split(text)
        lines = [part.count("\n") for part in self.texts]
        self.starts = [1 + sum(lines[:index]) for index in range(len(lines))]
        self.filled = [index for index, part in enumerate(self.texts) if has_content(part)]

    def at_line(self, line):
        """Returns the number of the document that holds a line, comments and boundary before it included."""
        index = max(bisect.bisect_right(self.starts, line) - 1, 0)
        return next((filled for filled in self.filled if filled >= index), index)

    def named(self, kind, name):
        """Returns the number of the only document of that name and kind, of the only one at all, or nothing."""
        if len(self.filled) == 1:
            return self.filled[0]
        labels = {index: self.label(index).lower() for index in self.filled}
        wanted = f"{kind}/{name}".lower()
        found = [index for index, label in labels.items() if label == wanted]
        found = found or [index for index, label in labels.items() if label.endswith(f"/{name}".lower())]
        return found[0] if len(found) == 1 else None

    def label(self, index):
        """Returns `Kind/name` of a document, as far as the text shows it."""
        text = self.texts[index]
        kind, name = KIND.search(text), NAME.search(text)
        return f"{kind[1] if kind else '?'}/{name[1] if name else '?'}"


class Files:
    """The files of a tree, read when first asked for."""

    def __init__(self, folder):
        self.folder = folder
        self.read = {}

    def __getitem__(self, path):
        if path not in self.read:
            self.read[path] = File((self.folder / path).read_text(encoding="utf-8", errors="replace"))
        return self.read[path]

    def place(self, path, line=None, kind=None, name=None):
        """Returns the object that a report means: its file, document and label. A line says more than a name."""
        file = self[path]
        index = file.at_line(line) if line else file.named(kind, name)
        if index is None:
            return (path, -1, f"{kind or '?'}/{name or '?'}")
        return (path, index, file.label(index))
