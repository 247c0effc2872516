"""What the cluster is: nodes, pods, services and their endpoints. No kernel here; everything follows from the options."""
import hashlib
import ipaddress
import random
from dataclasses import dataclass, field

BIRDS = "heron kestrel plover dunlin avocet siskin wren curlew".split()
CLIENTS = "basket kiosk frontdesk portal".split()
SERVERS = "ledger quotes stock tariff".split()
SECONDS = "geo rates mailer labels".split()
NAMESPACES = "retail freight press billing".split()
SUFFIX = "bcdfghjklmnpqrstvwxz2456789"


@dataclass
class Node:
    name: str
    number: int
    ip: str
    pod_cidr: ipaddress.IPv4Network
    vtep_mac: str

    @property
    def bridge_ip(self):
        return str(self.pod_cidr[1])

    @property
    def vtep_ip(self):
        return str(self.pod_cidr[0])


@dataclass(frozen=True)
class Port:
    name: str
    number: int
    protocol: str = "TCP"


@dataclass
class Pod:
    namespace: str
    name: str
    app: str
    node: Node
    ip: str
    labels: dict
    ports: list = field(default_factory=list)  # container ports
    bind: str = "0.0.0.0"
    ready: bool = True
    runs: bool = True  # its container is up
    serves: bool = True  # and its process listens
    host_network: bool = False
    owner: tuple = ("ReplicaSet", "")

    @property
    def key(self):
        return f"{self.namespace}/{self.name}"

    @property
    def veth(self):
        return "veth" + hashlib.sha256(self.key.encode()).hexdigest()[:8]

    @property
    def mac(self):  # the bridge plugin derives it so
        return "0a:58:" + ":".join(f"{int(part):02x}" for part in self.ip.split("."))


@dataclass
class ServicePort:
    name: str
    port: int
    target: object  # number or name
    protocol: str = "TCP"
    node_port: int = 0


@dataclass
class Service:
    namespace: str
    name: str
    vip: str
    selector: dict
    ports: list
    kind: str = "ClusterIP"
    external: list = field(default_factory=list)  # spec.externalIPs

    @property
    def key(self):
        return f"{self.namespace}/{self.name}"


@dataclass(frozen=True)
class Endpoint:
    ip: str
    port: int
    pod: object = None  # a Pod, or None for a bare address

    @property
    def text(self):
        return f"{self.ip}:{self.port}"


class Cluster:
    """Deployments: one client pod on each node, two servers, one second server, two CoreDNS."""

    def __init__(self, options):
        dice = random.Random(options.seed)
        self.options = options
        self.pod_cidr = ipaddress.ip_network(options.pod_cidr)
        self.service_cidr = ipaddress.ip_network(options.service_cidr)
        self.underlay = ipaddress.ip_network(options.underlay)
        self.domain = "cluster.local"
        self.vni, self.vxlan_port = 1, options.vxlan_port
        self.nft, self.tunnels = options.proxy == "nftables", options.overlay == "vxlan"
        self.mtu = 1450 if self.tunnels else 1500
        birds, subnets = dice.sample(BIRDS, options.nodes), list(self.pod_cidr.subnets(new_prefix=24))
        first = dice.randrange(0, len(subnets) - options.nodes)
        self.nodes = [
            Node(name, i, str(self.underlay[20 + i]), subnets[first + i],
                 "5e:" + ":".join(f"{dice.randrange(256):02x}" for _ in range(5)))
            for i, name in enumerate(birds)]
        self.outside_ip, self.gateway = str(self.underlay[200]), str(self.underlay[1])
        self.dice, self.next_ip = dice, {node.name: 2 + dice.randrange(20) for node in self.nodes}
        self.pods, self.services = [], []
        self.stale = {}  # node name -> {(service key, port name): [Endpoint]}: what its proxy still has
        self.no_proxy = set()  # names of nodes whose proxy never wrote a rule
        self.resolvers = {}  # pod key -> name server, where it is not the cluster's
        self.dialled = 0  # added to the server's port by clients
        self.beyond = None  # a port on which the outside host listens; the clients of pods dial it
        self.spoken = None  # the name clients ask for, where it is not the server's
        self.home, self.away = dice.sample(NAMESPACES, 2)
        self.client_app, self.server_app, self.second_app = dice.choice(CLIENTS), dice.choice(SERVERS), dice.choice(SECONDS)
        self.listen = dice.randrange(3000, 9000)
        self.populate()

    def populate(self):
        dice, n = self.dice, self.nodes
        for node in n:
            self.deploy(self.home, self.client_app, node, [])
        for node in n[:2]:
            self.deploy(self.home, self.server_app, node, [Port("api", self.listen)])
        self.deploy(self.away, self.second_app, n[-1], [Port("feed", self.listen + 1, "UDP"), Port("http", self.listen + 2)])
        dns = [Port("dns", 53, "UDP"), Port("dns-tcp", 53), Port("metrics", 9153)]
        for node in n[:2]:
            self.deploy("kube-system", "coredns", node, dns, {"k8s-app": "kube-dns"})
        for node in n:
            self.daemon("kube-system", "kube-proxy", node, {"k8s-app": "kube-proxy"})
        vips = dice.sample(range(20, 250), 2)
        self.kubernetes = self.serve("default", "kubernetes", 1, None, [ServicePort("https", 443, 6443)])
        self.dns = self.serve("kube-system", "kube-dns", 10, {"k8s-app": "kube-dns"},
                              [ServicePort("dns", 53, "dns", "UDP"), ServicePort("dns-tcp", 53, "dns-tcp"),
                               ServicePort("metrics", 9153, "metrics")])
        self.server = self.serve(self.home, self.server_app, vips[0], {"app": self.server_app},
                                 [ServicePort("api", dice.randrange(1000, 2999), "api", "TCP", dice.randrange(30000, 32767))], "NodePort")
        self.second = self.serve(self.away, self.second_app, vips[1], {"app": self.second_app},
                                 [ServicePort("feed", 700, self.listen + 1, "UDP"), ServicePort("http", 80, "http")])

    def deploy(self, namespace, app, node, ports, labels=None):
        template = "".join(random.Random(app + str(self.options.seed)).choices(SUFFIX, k=9))
        name = f"{app}-{template}-{''.join(self.dice.choices(SUFFIX, k=5))}"
        ip = str(node.pod_cidr[self.next_ip[node.name]])
        self.next_ip[node.name] += 1
        labels = dict(labels or {"app": app}, **{"pod-template-hash": template})
        self.pods.append(Pod(namespace, name, app, node, ip, labels, ports, owner=("ReplicaSet", f"{app}-{template}")))
        return self.pods[-1]

    def daemon(self, namespace, app, node, labels):
        name = f"{app}-{''.join(self.dice.choices(SUFFIX, k=5))}"
        self.pods.append(Pod(namespace, name, app, node, node.ip, labels, [], host_network=True, owner=("DaemonSet", app)))

    def serve(self, namespace, name, number, selector, ports, kind="ClusterIP"):
        self.services.append(Service(namespace, name, str(self.service_cidr[number]), selector, ports, kind))
        return self.services[-1]

    @property
    def namespaces(self):
        return ["default", "kube-system", self.home, self.away]

    def net_pods(self):
        return [pod for pod in self.pods if not pod.host_network]

    def of(self, app):
        return [pod for pod in self.pods if pod.app == app]

    def endpoints(self, service, port, ready=True):
        """What the endpoint slice controller finds: pods that match, with the target port resolved on each."""
        if service.selector is None:
            return [Endpoint(self.nodes[0].ip, port.target)] if ready else []
        found = []
        for pod in self.pods:
            if pod.namespace == service.namespace and service.selector.items() <= pod.labels.items() and pod.ready == ready:
                number = port.target
                if isinstance(number, str):
                    number = next((p.number for p in pod.ports if p.name == port.target and p.protocol == port.protocol), None)
                if number is not None:
                    found.append(Endpoint(pod.ip, number, pod))
        return found

    def programmed(self, node, service, port):
        """What the proxy of a node has for a service port: the same, unless it fell behind."""
        return self.stale.get(node.name, {}).get((service.key, port.name), self.endpoints(service, port))
