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


def score(folders):
    """Prints a line for each case; True when all are right."""
    cases = sorted(root for folder in folders for root, _, files in os.walk(folder) if {"bundle.tar.gz", "truth.json"} <= set(files))
    right = 0
    for case in cases:
        with open(os.path.join(case, "truth.json")) as file:
            truth = json.load(file)
        verdict, detail = judged(truth, analyzed(case, truth))
        right += verdict == "right"
        print(f"{verdict:12} {truth['fault']:18} wants {'/'.join(truth['accept']) or 'nothing':22} got {detail}", flush=True)
    print(f"{right} of {len(cases)} right")
    return right == len(cases) > 0
