"""What new-check and new-format share: writing new files and adding a line to a list in the right place."""
import re
import sys
from pathlib import Path

ROOT = Path(__file__).resolve().parent.parent.parent
MAIN = ROOT / "analyzer/src/main/java/io/packetwalk"


def write(path, text):
    if path.exists():
        sys.exit(f"{path.relative_to(ROOT)} is already there")
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_text(text)
    print(f"wrote   {path.relative_to(ROOT)}")


def register(listing, class_name, class_package, key, key_pattern=None):
    """Adds `new ClassName()` to the list `ALL` of the file `listing`, in the order of the keys of its members.

    `key_pattern` finds a member's key (a check's code) in that member's source; without it the class name is the key.
    """
    text = listing.read_text()
    if re.search(rf"\bnew {class_name}\(", text):
        sys.exit(f"{class_name} is already in {listing.relative_to(ROOT)}")
    start = text.index("ALL = List.of(") + len("ALL = List.of(")
    end = text.index(");", start)
    members = [member.strip() for member in text[start:end].split(",\n" if ",\n" in text[start:end] else ",")]
    at = next((i for i, member in enumerate(members) if key_of(text, member, key_pattern) > key), len(members))
    members.insert(at, f"new {class_name}()")
    text = text[:start] + "\n            " + ",\n            ".join(member for member in members if member) + text[end:]
    imports = sorted(set(re.findall(r"^import [^;]+;$", text, re.M)) | {f"import {class_package}.{class_name};"})
    text = re.sub(r"(?:^import [^;]+;\n)+", "\n".join(imports) + "\n", text, count=1, flags=re.M)
    listing.write_text(text)
    print(f"added   a line to {listing.relative_to(ROOT)}")


def key_of(text, member, pattern):
    name = re.match(r"(?:new )?(\w+)", member)
    if name and not pattern:
        return name[1]
    package = name and re.search(rf"^import io\.packetwalk\.([\w.]+)\.{name[1]};$", text, re.M)
    if not package:
        return ""
    source = MAIN / package[1].replace(".", "/") / f"{name[1]}.java"
    found = re.search(pattern, source.read_text()) if source.exists() else None
    return found[1] if found else ""
