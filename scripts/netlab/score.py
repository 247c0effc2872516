"""Does the analyzer name the cause? Runs it on cases of the lab and compares its first finding with their truth."""
import json
import os
import subprocess

PACKETWALK = os.path.join(os.path.dirname(os.path.abspath(__file__)), "..", "packetwalk")


def analyzed(case, truth):
    argv = [PACKETWALK, "analyze", os.path.join(case, "bundle.tar.gz"), "-o", "json", "--exit-zero"]
    if truth["symptom"]:
        argv += ["--symptom", truth["symptom"]]
    done = subprocess.run(argv, capture_output=True, text=True, timeout=600)
    return json.loads(done.stdout) if done.stdout.startswith("{") else {"failed": done.stderr.strip()[-300:] or f"exit {done.returncode}"}


def judged(truth, report):
    """(verdict, detail): right, wrong, missed, false alarm or no answer."""
    if "failed" in report:
        return "no answer", report["failed"]
    findings = report["findings"]
    roots = [f for f in findings if f["role"] == "root-cause"]
    told = ", ".join(f"{f['confidence']} {f['id']}" for f in roots[:3]) or "no root cause"
    if truth["healthy"]:
        loud = [f["id"] for f in findings if f["confidence"] != "POSSIBLE" and f["severity"] in ("s1", "s2")]
        return ("false alarm", told + " " + " ".join(loud)) if roots or loud else ("right", "nothing found")
    if not roots:
        return "missed", told
    return "right" if roots[0]["id"] in truth["accept"] else "wrong", told


def cases(folder):
    """Each case below a folder with its truth."""
    for root in sorted(root for root, _, files in os.walk(folder) if {"bundle.tar.gz", "truth.json"} <= set(files)):
        with open(os.path.join(root, "truth.json")) as file:
            yield root, json.load(file)


def score(folders):
    """Prints a line for each case; True when all are right."""
    right, total = 0, 0
    for case, truth in (each for folder in folders for each in cases(folder)):
        verdict, detail = judged(truth, analyzed(case, truth))
        right, total = right + (verdict == "right"), total + 1
        print(f"{verdict:12} {truth['fault']:18} wants {'/'.join(truth['accept']) or 'nothing':22} got {detail}", flush=True)
    print(f"{right} of {total} right")
    return right == total > 0


def table(folders):
    """Prints the same as rows for a page, a column for each of the folders (by name); True when all are right."""
    found, right = {}, True
    for name, folder in folders.items():
        for case, truth in cases(folder):
            verdict, detail = judged(truth, analyzed(case, truth))
            found.setdefault(truth["fault"], {})[name] = detail if verdict == "right" else f"**{verdict}**: {detail}"
            right &= verdict == "right"
    print("| Fault | " + " | ".join(folders) + " |\n|---|" + "---|" * len(folders))
    for fault, details in sorted(found.items()):
        print(f"| `{fault}` | " + " | ".join(details.get(name, "not run") for name in folders) + " |")
    return right and bool(found)
