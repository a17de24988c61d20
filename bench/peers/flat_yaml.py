"""Reads the YAML that this folder and docs/coverage/ are written in: mappings in mappings, with scalars at the ends.

Python's standard library reads no YAML. Whatever is not of this form is an error, so nothing is misread.
"""

import json
import re

LINE = re.compile(r'^( *)("[^"]*"|[^\s"#:][^"#:]*):(?: +(.*))?$')


def load(path):
    return parse(path.read_text(encoding="utf-8"), path)


def parse(text, name="text"):
    top = {}
    # The mappings that are open, each with the indent of its keys.
    open_mappings = [(0, top)]
    last = None
    for number, line in enumerate(text.splitlines(), 1):
        if not line.strip() or line.lstrip().startswith("#"):
            continue
        match = LINE.match(line)
        if not match:
            raise ValueError(f"{name}:{number}: not `key:` or `key: value`")
        indent, key, value = len(match[1]), match[2].strip('"'), match[3]
        if indent > open_mappings[-1][0]:
            if last is None:
                raise ValueError(f"{name}:{number}: indented below a value")
            mapping, parent = {}, open_mappings[-1][1]
            parent[last] = mapping
            open_mappings.append((indent, mapping))
        while indent < open_mappings[-1][0]:
            open_mappings.pop()
        if indent != open_mappings[-1][0]:
            raise ValueError(f"{name}:{number}: indented like no line above")
        mapping = open_mappings[-1][1]
        if key in mapping:
            raise ValueError(f"{name}:{number}: `{key}` stands twice")
        mapping[key] = None if value is None else scalar(value, name, number)
        last = key if value is None else None
    return top


def scalar(value, name, number):
    if not value.startswith('"'):
        if value[0] in "'{[&*|>!%@`" or " #" in value or ": " in value:
            raise ValueError(f"{name}:{number}: quote this value with \"")
        return value.strip()
    try:
        return json.loads(value)
    except json.JSONDecodeError as error:
        raise ValueError(f"{name}:{number}: {error}") from error
