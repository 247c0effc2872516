"""The evaluator as a process: one JSON line asked, one answered. It is the product's own code, asked through a class of its tests."""
import json
import os
import subprocess

ROOT = os.path.dirname(os.path.dirname(os.path.dirname(os.path.abspath(__file__))))
SOURCES = [f"analyzer/src/test/java/io/packetwalk/walk/netfilter/{name}.java" for name in ("KernelOracle", "Further")]
BUILD = 'root=$1; cd "$root"; . scripts/lib/jdk.sh; jdk_need || exit 2; scripts/packetwalk --version >/dev/null || exit 2; echo "$jdk_home"'


def build():
    """The command line of the oracle; builds what is stale."""
    done = subprocess.run(["sh", "-c", BUILD, "sh", ROOT], stdout=subprocess.PIPE, text=True)
    if done.returncode:
        raise SystemExit(2)
    java, jar, out = done.stdout.strip().split("\n")[-1], os.path.join(ROOT, "analyzer/target/packetwalk.jar"), os.path.join(ROOT, "target/kernel")
    os.makedirs(out, exist_ok=True)
    subprocess.run([f"{java}/bin/javac", "-nowarn", "-cp", jar, "-d", out, *(os.path.join(ROOT, source) for source in SOURCES)], check=True)
    return [f"{java}/bin/java", "-Xmx1g", "-XX:+UseSerialGC", "-XX:TieredStopAtLevel=1", "-cp", f"{out}:{jar}", "io.packetwalk.walk.netfilter.KernelOracle"]


class Oracle:
    def __init__(self, argv):
        self.process = subprocess.Popen(argv, stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True, encoding="utf-8", bufsize=1 << 16)

    def ask(self, files, packets, plans=None):
        """`plans` is number -> what follows the packet."""
        plans = plans or {}
        question = {"files": files, "local": [], "packets": [
            {"from": [p.src, p.sport], "to": [p.dst, p.dport], "proto": p.proto, "in": p.device, "out": p.out,
             "ct": p.state, "mark": p.mark, **({"switched": True} if getattr(p, "switched", False) else {}), **({"then": plans[p.number].asked()} if p.number in plans else {})} for p in packets]}
        self.process.stdin.write(json.dumps(question) + "\n")
        self.process.stdin.flush()

    def answer(self):
        line = self.process.stdout.readline()
        if not line:
            # No SystemExit: a pool would start another worker for the one that left, and wait for ever.
            raise RuntimeError("the evaluator ended; its message stands above")
        return json.loads(line)

    def close(self):
        self.process.stdin.close()
        self.process.wait()
