package io.packetwalk.parse.iproute;

import io.packetwalk.evidence.Fact;
import io.packetwalk.parse.Claims;
import io.packetwalk.parse.Content;
import io.packetwalk.parse.FactSink;
import io.packetwalk.parse.Format;
import io.packetwalk.parse.Head;
import io.packetwalk.parse.Parser;
import io.packetwalk.parse.Score;
import io.packetwalk.parse.TextOrJson;
import java.io.IOException;
import java.util.List;

/**
 * {@code ip [-d] [-s] link}, as text or JSON.
 *
 * <pre>
 * 2: eth0@if2: &lt;BROADCAST,MULTICAST,UP,LOWER_UP&gt; mtu 1500 qdisc noqueue state UP mode DEFAULT group default qlen 1000
 *     link/ether 02:42:18:ca:82:ec brd ff:ff:ff:ff:ff:ff link-netnsid 0 promiscuity 0
 *     veth addrgenmode eui64 numtxqueues 2
 *     RX:  bytes packets errors dropped  missed   mcast
 *           1150      11      0       0       0       0
 *     TX:  bytes packets errors dropped carrier collsns
 *            977       8      0       0       0       0
 * </pre>
 *
 * <pre>
 * [{"ifindex":2,"link_index":2,"ifname":"eth0","flags":["UP"],"mtu":1500,"operstate":"UP","linkmode":"DEFAULT","address":"02:42:18:ca:82:ec"}]
 * </pre>
 */
public record IpLink() implements Parser {

    @Override
    public Format format() {
        return new Format("ip-link");
    }

    @Override
    public Score claims(Head head) {
        String json = Claims.json(head);
        if (json.startsWith("[{")) {
            boolean link = json.contains("\"ifindex\":") && json.contains("\"operstate\":");
            return link && !json.contains("\"addr_info\":")
                    ? json.contains("\"linkmode\":") ? Score.SURE : Score.LIKELY
                    : Score.NONE;
        }
        boolean link = Claims.some(head, 1, line -> LinkWords.header(line) && line.contains(" mode "));
        return link ? Score.SURE : Claims.byName(head, "iplink");
    }

    @Override
    public void parse(Content content, FactSink sink) throws IOException {
        TextOrJson.read(
                content,
                sink,
                "",
                new LinkText(),
                (element, source) -> LinkJson.read(element, source).map(List::<Fact>of));
    }
}
