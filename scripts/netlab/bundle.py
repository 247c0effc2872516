"""From a running lab to one bundle: the project's own collector on every node, the rendered objects, logs and captures."""
import base64
import hashlib
import json
import os
import re
import shlex
import shutil
import tarfile
import time
from concurrent.futures import ThreadPoolExecutor

from .kernel import LabError, run

COLLECTOR = os.path.join(os.path.dirname(os.path.abspath(__file__)), "..", "..", "collector", "packetwalk-collect")


def stamp():
    now = time.time()
    return time.strftime("%Y-%m-%dT%H:%M:%S", time.gmtime(now)) + f".{int(now * 1000) % 1000:03d}Z"


class Bundle:
    def __init__(self, folder, start, shell="sh"):
        self.folder, self.start, self.shell, self.entries, self.hosts = folder, start, shell.split(), [], set()

    def nodes(self, wires):
        """Runs the collector on all nodes at once and moves what it found, with its entries, into this bundle."""
        with ThreadPoolExecutor() as pool:
            for node, archive in pool.map(lambda node: (node, self.collect(wires, node)), wires.cluster.nodes):
                self.take(node, archive)

    def collect(self, wires, node):
        archive = os.path.join(self.folder, node.name + ".tar.gz")
        pods = [word for pod in wires.cluster.net_pods() if pod.node is node for word in ("--pod", f"{pod.key}={wires.of(pod)}")]
        # dmesg belongs to this machine, not to a namespace: it would tell of other labs.
        run(*self.shell, COLLECTOR, "node", "--node", node.name, "--netns", wires.of(node), *pods, "--except", "dmesg,modules", "-o", archive, timeout=900)
        return archive

    def cluster(self, kubeconfig):
        """The same through kubectl, from an API server."""
        archive = os.path.join(self.folder, "cluster.tar.gz")
        run(*self.shell, COLLECTOR, "cluster", "-A", "--kubeconfig", kubeconfig, "-o", archive, timeout=900)
        self.take(None, archive)

    def planned(self, node, kubeconfig, *options):
        """What the collector would run to reach the node."""
        said = run(*self.shell, COLLECTOR, "cluster", "--kubeconfig", kubeconfig, "--nodes", node.name, "--only", "uname", "--dry-run", *options).stdout
        return [shlex.split(re.sub("^#[^:]*: ", "", line.split(" > ")[0])) for line in said.splitlines()]

    def reaches(self, node, kubeconfig):
        """kubectl itself takes the commands that reach a node, and makes of them the pod that is meant; -i it does not rehearse."""
        planned = self.planned(node, kubeconfig)
        ready, create = (next(words for words in planned if verb in words) for verb in ("node", "run"))
        if run(*ready).stdout != "True":
            raise LabError(f"kubectl does not tell that {node.name} is ready")
        spec = json.loads(run(*[word for word in create if word != "-i"], "--dry-run=client", "-o", "json").stdout)["spec"]
        (container,) = spec["containers"]
        if spec["nodeName"] != node.name or not spec["hostPID"] or not container["securityContext"]["privileged"] or container["command"][:2] != ["chroot", "/host"]:
            raise LabError("kubectl makes another pod: " + json.dumps(spec))

    def debugs(self, node, kubeconfig):
        """The same by kubectl debug, which names its pod itself: the collector's words find it, and no other, and remove it."""
        planned = self.planned(node, kubeconfig, "--reach", "debug")
        create, find, remove = (next(words for words in planned if verb in words) for verb in ("debug", "pods", "delete"))
        run(*[word for word in create if word != "-i"])
        mark = next(word for word in create if word.startswith("PACKETWALK_POD="))
        found = [line.split(" ")[0] for line in run(*find).stdout.splitlines() if mark in line]
        if len(found) != 1:
            raise LabError(f"the pod of kubectl debug is not found by its command: {found}")
        spec = json.loads(run("kubectl", f"--kubeconfig={kubeconfig}", "get", "pod", found[0], "-n", "kube-system", "-o", "json").stdout)["spec"]
        (container,) = spec["containers"]
        if spec["nodeName"] != node.name or not spec["hostPID"] or not spec["hostNetwork"] or not container["securityContext"]["privileged"] or "/host" not in container["command"]:
            raise LabError("kubectl debug makes another pod: " + json.dumps(spec))
        run(*[found[0] if word == "POD" else word for word in remove])
        if mark in run(*find).stdout:
            raise LabError("the pod of kubectl debug is still there")

    def lacks(self, secret):
        """The API server has it, and who collects may read it: not even so may it be here, nor its base64."""
        forms = [secret.encode(), base64.b64encode(secret.encode())]
        for root, _, files in os.walk(self.folder):
            for name in files:
                with open(os.path.join(root, name), "rb") as file:
                    content = file.read()
                if any(form in content for form in forms):
                    raise LabError(f"{name} holds the secret of a Secret")
        if not os.path.getsize(os.path.join(self.folder, "kubectl", "tls-certificates.json")):
            raise LabError("the public certificate was not collected")

    def take(self, node, archive):
        with tarfile.open(archive) as tar:
            tar.extractall(self.folder)
        os.remove(archive)
        (root,) = [name for name in os.listdir(self.folder) if name.startswith(f"packetwalk-{node.name if node else 'cluster'}-")]
        root = os.path.join(self.folder, root)
        with open(os.path.join(root, "packetwalk-manifest.json")) as file:
            manifest = json.load(file)
        os.remove(file.name)
        self.entries += manifest["artifacts"]
        self.hosts.add(manifest["host"])
        shutil.copytree(root, self.folder, dirs_exist_ok=True)
        shutil.rmtree(root)

    def add(self, path, row, form, argv, start, node=None, pod=None, netns=None, sensitivity="names"):
        """An entry for a file that is already in the folder."""
        full = os.path.join(self.folder, path)
        with open(full, "rb") as file:
            content = file.read()
        scope = "pod" if pod else "node" if node else "cluster"
        self.entries.append({
            "id": row, "format": form, "scope": scope, "sensitivity": sensitivity, "node": node, "namespace": pod and pod.namespace, "pod": pod and pod.name,
            "netns": netns, "path": path, "argv": argv, "start": start, "end": stamp(), "exit": 0, "state": "collected" if content else "empty", "truncated": False,
            "bytes": len(content), "sha256": hashlib.sha256(content).hexdigest(), "stderr": None})

    def write(self, archive, arguments):
        head = {"schemaVersion": "1", "collector": {"name": "packetwalk-lab", "version": "0.1.0"}, "scope": "joined", "host": ",".join(sorted(self.hosts)), "node": None,
                "start": self.start, "end": stamp(), "interrupted": False, "arguments": arguments}
        lines = ",\n".join(json.dumps(entry, separators=(",", ":")) for entry in self.entries)
        with open(os.path.join(self.folder, "packetwalk-manifest.json"), "w") as file:
            file.write(json.dumps(head)[:-1] + ',\n"artifacts":[\n' + lines + "\n]}\n")
        with tarfile.open(archive, "w:gz") as tar:
            tar.add(self.folder, arcname=os.path.basename(self.folder))
        if not os.path.getsize(archive):
            raise LabError("empty bundle")
