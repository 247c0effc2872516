package io.packetwalk.parse.intake;

import io.packetwalk.parse.Head;
import io.packetwalk.parse.Parser;
import io.packetwalk.parse.Score;
import io.packetwalk.parse.capture.Capture;
import io.packetwalk.parse.cni.CiliumCt;
import io.packetwalk.parse.cni.CiliumEndpointList;
import io.packetwalk.parse.cni.CiliumEndpointMap;
import io.packetwalk.parse.cni.CiliumIdentities;
import io.packetwalk.parse.cni.CiliumIpcache;
import io.packetwalk.parse.cni.CiliumLbIndex;
import io.packetwalk.parse.cni.CiliumLbList;
import io.packetwalk.parse.cni.CiliumPolicyMap;
import io.packetwalk.parse.cni.CiliumServiceList;
import io.packetwalk.parse.cni.CiliumStatus;
import io.packetwalk.parse.cni.CiliumTunnelMap;
import io.packetwalk.parse.conntrack.ConntrackCount;
import io.packetwalk.parse.conntrack.ConntrackList;
import io.packetwalk.parse.conntrack.ConntrackStats;
import io.packetwalk.parse.iproute.BridgeFdb;
import io.packetwalk.parse.iproute.BridgeLink;
import io.packetwalk.parse.iproute.IpAddr;
import io.packetwalk.parse.iproute.IpLink;
import io.packetwalk.parse.iproute.IpNeigh;
import io.packetwalk.parse.iproute.IpNexthop;
import io.packetwalk.parse.iproute.IpRoute;
import io.packetwalk.parse.iproute.IpRule;
import io.packetwalk.parse.iproute.WgShow;
import io.packetwalk.parse.ipvs.Ipvsadm;
import io.packetwalk.parse.k8s.ClusterScale;
import io.packetwalk.parse.k8s.KubectlTable;
import io.packetwalk.parse.k8s.KubernetesObjects;
import io.packetwalk.parse.logs.AppLog;
import io.packetwalk.parse.logs.CoreDnsLog;
import io.packetwalk.parse.logs.Corefile;
import io.packetwalk.parse.logs.KubeProxyLog;
import io.packetwalk.parse.netfilter.IpsetList;
import io.packetwalk.parse.netfilter.IpsetSave;
import io.packetwalk.parse.netfilter.IptablesList;
import io.packetwalk.parse.netfilter.IptablesSave;
import io.packetwalk.parse.netfilter.XtRecent;
import io.packetwalk.parse.nft.NftJson;
import io.packetwalk.parse.nft.NftRuleset;
import io.packetwalk.parse.system.Dmesg;
import io.packetwalk.parse.system.EthtoolStats;
import io.packetwalk.parse.system.Hosts;
import io.packetwalk.parse.system.Manifest;
import io.packetwalk.parse.system.Nstat;
import io.packetwalk.parse.system.ProcCounters;
import io.packetwalk.parse.system.ResolvConf;
import io.packetwalk.parse.system.SoftnetStat;
import io.packetwalk.parse.system.Ss;
import io.packetwalk.parse.system.Stderr;
import io.packetwalk.parse.system.Sysctl;
import io.packetwalk.parse.system.Uname;
import io.packetwalk.parse.system.Version;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;

/** Every format we read. */
public final class Parsers {

    /** One line each, alphabetical by class name. */
    public static final List<Parser> ALL = List.of(
            AppLog.APP,
            AppLog.CNI,
            new BridgeFdb(),
            new BridgeLink(),
            new Capture(),
            new CiliumCt(),
            new CiliumEndpointList(),
            new CiliumEndpointMap(),
            new CiliumIdentities(),
            new CiliumIpcache(),
            CiliumLbIndex.BACKENDS,
            CiliumLbIndex.FRONTENDS,
            CiliumLbIndex.REVNAT,
            CiliumLbIndex.SOURCE_RANGES,
            new CiliumLbList(),
            new CiliumPolicyMap(),
            new CiliumServiceList(),
            new CiliumStatus(),
            new CiliumTunnelMap(),
            new ClusterScale(),
            new ConntrackCount(),
            new ConntrackList(),
            new ConntrackStats(),
            new CoreDnsLog(),
            new Corefile(),
            new Dmesg(),
            new EthtoolStats(),
            new Hosts(),
            new IpAddr(),
            new IpLink(),
            new IpNeigh(),
            new IpNexthop(),
            new IpRoute(),
            new IpRule(),
            new IpsetList(),
            new IpsetSave(),
            new IptablesList(),
            IptablesSave.V4,
            IptablesSave.V6,
            new Ipvsadm(),
            new KubeProxyLog(),
            new KubectlTable(),
            new KubernetesObjects(),
            new Manifest(),
            new NftJson(),
            new NftRuleset(),
            Nstat.NSTAT,
            Nstat.SNMP6,
            ProcCounters.NETSTAT,
            ProcCounters.SNMP,
            new ResolvConf(),
            new SoftnetStat(),
            new Ss(),
            new Stderr(),
            new Sysctl(),
            new Uname(),
            new Version(),
            new WgShow(),
            new XtRecent());

    private Parsers() {}

    /** {@code parsers} in the order in which {@link #claim} asks them. */
    static List<Parser> inOrder(List<Parser> parsers) {
        return parsers.stream().sorted(Comparator.comparing(Parser::format)).toList();
    }

    /** The parser of {@code parsers}, which are {@link #inOrder}, that is surest of {@code head}; of equals, the one whose format id comes first. */
    static Optional<Parser> claim(List<Parser> parsers, Head head) {
        if (Stderr.named(head)) {
            return parsers.stream().filter(Stderr.class::isInstance).findFirst();
        }
        Optional<Parser> best = Optional.empty();
        Score highest = Score.NONE;
        for (Parser parser : parsers) {
            Score score = score(parser, head);
            if (score == Score.SURE) {
                return Optional.of(parser);
            }
            if (score.compareTo(highest) > 0) {
                highest = score;
                best = Optional.of(parser);
            }
        }
        return best;
    }

    /** A parser that crashes over a head does not claim it: another may. */
    private static Score score(Parser parser, Head head) {
        try {
            return parser.claims(head);
        } catch (RuntimeException e) {
            return Score.NONE;
        }
    }
}
