package io.packetwalk.check;

import io.packetwalk.check.app.LoopbackBind;
import io.packetwalk.check.app.NotListening;
import io.packetwalk.check.conntrack.StaleUdp;
import io.packetwalk.check.conntrack.TableFull;
import io.packetwalk.check.dns.CoreDnsDown;
import io.packetwalk.check.dns.SearchAmplification;
import io.packetwalk.check.dns.UpstreamFailure;
import io.packetwalk.check.mtu.OverlayOverhead;
import io.packetwalk.check.podnet.IpForwardOff;
import io.packetwalk.check.podnet.RouteMissing;
import io.packetwalk.check.podnet.RpFilterDrop;
import io.packetwalk.check.podnet.TunnelPortBlocked;
import io.packetwalk.check.policy.AndOrConfusion;
import io.packetwalk.check.policy.ClusterPolicyOverride;
import io.packetwalk.check.policy.EgressBlocksDns;
import io.packetwalk.check.policy.EgressDenied;
import io.packetwalk.check.policy.ForwardPolicyDrop;
import io.packetwalk.check.policy.HostNetworkPeer;
import io.packetwalk.check.policy.IngressDenied;
import io.packetwalk.check.policy.IpBlockVsSnat;
import io.packetwalk.check.policy.LabelDrift;
import io.packetwalk.check.policy.NamedPortAbsent;
import io.packetwalk.check.policy.NamespaceSelectorMiss;
import io.packetwalk.check.policy.NotEnforced;
import io.packetwalk.check.policy.PortIsServicePort;
import io.packetwalk.check.policy.StaleProgramming;
import io.packetwalk.check.policy.VendorPolicyDeny;
import io.packetwalk.check.service.CrossNamespace;
import io.packetwalk.check.service.EndpointsAllUnready;
import io.packetwalk.check.service.EtpLocalNoEndpoint;
import io.packetwalk.check.service.PortNotExposed;
import io.packetwalk.check.service.SelectorNoMatch;
import io.packetwalk.check.service.TargetPortNotListening;
import io.packetwalk.check.translation.BackendSplit;
import io.packetwalk.check.translation.HairpinBroken;
import io.packetwalk.check.translation.KubeProxyDown;
import io.packetwalk.check.translation.RulesDrift;
import java.util.List;

/** All checks, by code. A test fails when one is missing here, or has no page, or no case. */
public final class Checks {

    /** In order of their codes. */
    public static final List<Check> ALL = List.of(
            new SelectorNoMatch(),
            new EndpointsAllUnready(),
            new TargetPortNotListening(),
            new PortNotExposed(),
            new CrossNamespace(),
            new EtpLocalNoEndpoint(),
            new KubeProxyDown(),
            new RulesDrift(),
            new BackendSplit(),
            new HairpinBroken(),
            new TableFull(),
            new StaleUdp(),
            new IngressDenied(),
            new EgressBlocksDns(),
            new EgressDenied(),
            new LabelDrift(),
            new NamespaceSelectorMiss(),
            new AndOrConfusion(),
            new PortIsServicePort(),
            new IpBlockVsSnat(),
            new HostNetworkPeer(),
            new NotEnforced(),
            new StaleProgramming(),
            new NamedPortAbsent(),
            new ClusterPolicyOverride(),
            new VendorPolicyDeny(),
            new ForwardPolicyDrop(),
            new RouteMissing(),
            new TunnelPortBlocked(),
            new RpFilterDrop(),
            new IpForwardOff(),
            new OverlayOverhead(),
            new CoreDnsDown(),
            new SearchAmplification(),
            new UpstreamFailure(),
            new LoopbackBind(),
            new NotListening());

    private Checks() {}
}
