"""One case from up to down: build, break, capture, send real traffic, collect, tell the truth."""
import json
import os
import shutil
import sys
import time
from collections import Counter

from . import proxy_ipvs
from .api import Api
from .bundle import Bundle, stamp
from .faults import FAULTS, client_node
from .kernel import LabError, Processes, run
from .objects import CANARY, Objects
from .plan import Cluster
from .wires import Wires, down

APPS = os.path.join(os.path.dirname(os.path.abspath(__file__)), "apps.py")
REPEAT = 6  # connections of each probe: enough to meet every endpoint of a random choice, most of the time


def say(text):
    print(text, file=sys.stderr)


class Case:
    def __init__(self, name, options):
        self.name, self.fault, self.options = name, FAULTS[name], options
        self.cluster = Cluster(options)
        self.fault.plan(self.cluster)
        self.wires = Wires(self.cluster, options.id)
        self.processes = Processes(options.id)
        self.work = os.path.join(self.processes.folder, "run")

    def up(self):
        remove(self.options.id)
        os.makedirs(self.work)
        self.wires.up()
        zone = {f"{s.name}.{s.namespace}.svc.{self.cluster.domain}.": s.vip for s in self.cluster.services}
        for pod in self.cluster.net_pods():
            if pod.ports and pod.runs and pod.serves:
                listeners = [{"port": p.number, "protocol": p.protocol} for p in pod.ports]
                self.serve(pod, {"name": pod.name, "bind": pod.bind, "listeners": listeners, "zone": zone, "log": self.log(pod)})
        api = self.cluster.nodes[0]
        self.serve(api, {"name": "apiserver", "bind": "0.0.0.0", "listeners": [{"port": 6443, "protocol": "TCP"}]})
        if self.cluster.beyond:
            self.serve("outside", {"name": "beyond", "bind": "0.0.0.0", "listeners": [{"port": self.cluster.beyond, "protocol": "TCP"}]})
        self.fault.break_it(self.wires, self.cluster)

    def log(self, pod):
        return os.path.join(self.work, f"{pod.namespace}_{pod.name}.log")

    def serve(self, where, config):
        path = os.path.join(self.work, config["name"] + ".json")
        with open(path, "w") as file:
            json.dump(config, file)
        self.processes.start("server", self.wires.of(where), sys.executable, APPS, "serve", path, log=path + ".err")
        wanted, limit = {listener["port"] for listener in config["listeners"]}, time.time() + 10
        while wanted - {int(line.split()[4].rsplit(":", 1)[1]) for line in run("ss", "-Hlntu", namespace=self.wires.of(where)).stdout.splitlines()}:
            if time.time() > limit:
                raise LabError(f"{config['name']} does not listen: " + open(path + ".err").read())
            time.sleep(0.05)

    def capture(self):
        """tcpdump on every node and in every pod; returns (path in the bundle, argv, start, node, pod, namespace) of each."""
        started = []
        for place in [*self.cluster.nodes, *self.cluster.net_pods()]:
            pod = place if hasattr(place, "namespace") else None
            name = f"pod.{pod.namespace}.{pod.name}.any.pcap" if pod else f"{place.name}.any.pcap"
            path = os.path.join(self.work, name)
            argv = ["tcpdump", "-p", "-n", "-i", "any", "-s", "0", "-U", "-w", path]
            self.processes.start("capture", self.wires.of(place), *argv[:-2], "--immediate-mode", "-B", "4096", "-Z", "root", "-w", path)
            started.append((name, argv[:-1] + ["-"], stamp(), pod.node.name if pod else place.name, pod, self.wires.of(place)))
        limit = time.time() + 10
        while any(not os.path.exists(os.path.join(self.work, name)) or os.path.getsize(os.path.join(self.work, name)) < 24 for name, *_ in started):
            if time.time() > limit:
                raise LabError("a capture did not start")
            time.sleep(0.05)
        return started

    def probes(self):
        """Who asks for what. Every client asks for everything, the outside host for the node port."""
        cluster = self.cluster
        server, port = cluster.server, cluster.server.ports[0]
        feed, http = cluster.second.ports
        for pod in cluster.of(cluster.client_app):
            number = port.port + cluster.dialled
            beyond = [self.probe("beyond", cluster.outside_ip, cluster.beyond, server, port)] if cluster.beyond else []
            yield pod, [*beyond, self.probe("server-name", cluster.spoken or server.name, number, server, port), self.probe("server-vip", server.vip, number, server, port),
                        self.probe("second-udp", cluster.second.vip, feed.port, cluster.second, feed), self.probe("second-http", cluster.second.vip, http.port, cluster.second, http)]
        yield "outside", [self.probe(f"node-port-{node.name}", node.ip, port.node_port, server, port) for node in cluster.nodes]

    def probe(self, name, address, number, service, port):
        return {"probe": name, "address": address, "port": number, "protocol": port.protocol, "service": service.key, "repeat": REPEAT}

    def traffic(self):
        running = []
        for client, probes in self.probes():
            path = os.path.join(self.work, f"ask-{getattr(client, 'name', client)}.json")
            with open(path, "w") as file:
                json.dump(probes, file)
            answers = path + ".out"
            running.append((client, answers, self.processes.start("client", self.wires.of(client), sys.executable, APPS, "ask", path, log=answers)))
        flows = []
        for client, answers, process in running:
            if process.wait(timeout=60):
                raise LabError("a client failed: " + open(answers).read())
            with open(answers) as file:
                for probe in json.load(file):
                    outcomes = Counter(probe.pop("outcomes"))
                    source = "ext" if client == "outside" else f"pod/{client.key}"
                    flows.append({"from": source, "to": f"svc/{probe['service']}", "address": probe["address"], "port": probe["port"], "protocol": probe["protocol"].lower(),
                                  "probe": probe["probe"], "observed": next(iter(outcomes)) if len(outcomes) == 1 else "mixed", "counts": dict(sorted(outcomes.items())),
                                  "answeredBy": sorted(set(probe["servers"]))})
        return flows

    def run(self, out):
        begun = time.time()
        os.makedirs(out, exist_ok=True)
        try:
            self.up()
            built = time.time()
            captures = self.capture()
            start = stamp()
            flows = self.traffic()
            asked = time.time()
            folder = os.path.join(self.work, f"lab-{self.name}")
            os.makedirs(folder)
            bundle = Bundle(folder, start, self.options.shell)
            bundle.nodes(self.wires)
            self.processes.stop("capture")
            if self.options.proxy == "ipvs":
                proxy_ipvs.rewrite(bundle, self.cluster)
            self.join(bundle, captures)
            bundle.write(os.path.join(out, "bundle.tar.gz"), ["run", self.name, "--seed", str(self.options.seed)])
            truth = self.truth(flows)
            with open(os.path.join(out, "truth.json"), "w") as file:
                json.dump(truth, file, indent=2)
                file.write("\n")
            say(f"{self.name}: {sum(f['observed'] != 'ok' for f in flows)} of {len(flows)} probes failed · built {built - begun:.1f} s, traffic {asked - built:.1f} s, "
                f"collected {time.time() - asked:.1f} s · {os.path.getsize(os.path.join(out, 'bundle.tar.gz')) // 1024} kB")
            return self.agrees(flows)
        finally:
            if not self.options.keep:
                remove(self.options.id)

    def join(self, bundle, captures):
        start = stamp()
        if self.options.kubectl:
            return self.ask(bundle, captures)
        for name in Objects(self.cluster).write(os.path.join(bundle.folder, "kubectl")):
            bundle.add(f"kubectl/{name}", "k8s-" + name[:-5], "k8s-list", ["scripts/lab", "renders", name], start)
        os.makedirs(os.path.join(bundle.folder, "logs"))
        for pod in self.cluster.of("coredns"):
            if os.path.exists(self.log(pod)):
                path = f"logs/{pod.namespace}_{pod.name}.log"
                shutil.copy(self.log(pod), os.path.join(bundle.folder, path))
                bundle.add(path, "coredns-log", "coredns-log", ["scripts/lab", "renders", path], start, sensitivity="logs")
        self.packets(bundle, captures)

    def ask(self, bundle, captures):
        """Objects and logs as kubectl gets them from an API server, with the collector that a user runs."""
        objects = os.path.join(self.work, "objects")
        Objects(self.cluster).write(objects, secrets=True)
        api = Api(objects, self.work)
        try:
            kubeconfig = api.kubeconfig(os.path.join(self.work, "kubeconfig"))
            bundle.cluster(kubeconfig)
            bundle.lacks(CANARY)
            bundle.reaches(self.cluster.nodes[0], kubeconfig)
            bundle.debugs(self.cluster.nodes[1], kubeconfig)
        finally:
            api.close()
        self.packets(bundle, captures)

    def packets(self, bundle, captures):
        os.makedirs(os.path.join(bundle.folder, "captures"))
        for name, argv, began, node, pod, netns in captures:
            shutil.copy(os.path.join(self.work, name), os.path.join(bundle.folder, "captures", name))
            bundle.add(f"captures/{name}", "pod-capture" if pod else "capture", "pcap", argv, began, node, pod, netns, "payload")

    def truth(self, flows):
        cluster, port = self.cluster, self.cluster.server.ports[0]
        client = next(pod for pod in cluster.of(cluster.client_app) if pod.node is client_node(cluster))
        service = cluster.server
        target = f"{service.name}.{service.namespace}.svc.{cluster.domain}" if self.fault.by_name else f"svc/{service.key}"
        return {"schema": "packetwalk-lab/2", "fault": self.name, "title": self.fault.title, "healthy": self.fault.healthy, "accept": self.accepted(),
                "symptom": None if self.fault.healthy or not self.fault.asked else f"from pod/{client.key} to {target}:{port.port}",
                "options": {key: value for key, value in vars(self.options).items() if key in ("seed", "nodes", "pod_cidr", "service_cidr", "underlay", "vxlan_port", "proxy", "overlay")},
                "kernel": os.uname().release, "outside": cluster.outside_ip, "flows": flows}

    def accepted(self):
        """Missing rules have a name of their own in IPVS mode."""
        return [*self.fault.accept, *(["PW-043"] if self.options.proxy == "ipvs" and "PW-034" in self.fault.accept else [])]

    def agrees(self, flows):
        """Did the fault do what it says? A healthy cluster fails nothing; a fault fails something, and never what it does not touch."""
        failed = {flow["probe"].split("-")[0] for flow in flows if flow["observed"] != "ok"}
        if self.fault.healthy:
            return not failed
        return bool(failed)


def remove(lab_id):
    """Everything a lab with this id left, also one that crashed."""
    processes = Processes(lab_id)
    processes.stop()
    down(lab_id)
    shutil.rmtree(processes.folder, ignore_errors=True)
