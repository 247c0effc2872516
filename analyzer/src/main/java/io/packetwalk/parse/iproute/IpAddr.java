package io.packetwalk.parse.iproute;

import io.packetwalk.doc.Field;
import io.packetwalk.evidence.Fact;
import io.packetwalk.evidence.Source;
import io.packetwalk.fact.iproute.AddrFact;
import io.packetwalk.fact.iproute.LinkFact;
import io.packetwalk.net.Ip;
import io.packetwalk.parse.Claims;
import io.packetwalk.parse.Content;
import io.packetwalk.parse.FactSink;
import io.packetwalk.parse.Format;
import io.packetwalk.parse.Head;
import io.packetwalk.parse.Parser;
import io.packetwalk.parse.Score;
import io.packetwalk.parse.TextOrJson;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/**
 * {@code ip [-d] addr}, as text or JSON: the addresses, and the links that carry them.
 *
 * <pre>
 * 2: eth0@if4: &lt;BROADCAST,MULTICAST,UP,LOWER_UP&gt; mtu 1450 qdisc noqueue state UP group default qlen 1000
 *     link/ether 0a:58:e1:23:32:36 brd ff:ff:ff:ff:ff:ff link-netnsid 0
 *     inet 10.244.1.3/24 brd 10.244.1.255 scope global eth0
 *        valid_lft forever preferred_lft forever
 * </pre>
 *
 * <pre>
 * [{"ifindex":2,"link_index":4,"ifname":"eth0","mtu":1450,"addr_info":[{"family":"inet","local":"10.244.1.3","prefixlen":24,"scope":"global"}]}]
 * </pre>
 */
public record IpAddr() implements Parser {

    @Override
    public Format format() {
        return new Format("ip-addr");
    }

    @Override
    public Score claims(Head head) {
        String json = Claims.json(head);
        if (json.startsWith("[{")) {
            return json.contains("\"ifindex\":") && json.contains("\"addr_info\":") ? Score.SURE : Score.NONE;
        }
        boolean header = Claims.some(
                head, 1, line -> LinkWords.header(line) && !line.contains(" mode ") && line.contains(" qdisc "));
        boolean address = Claims.some(head, 20, line -> line.startsWith("    inet ") || line.startsWith("    inet6 "));
        boolean oneLine = Claims.some(head, 1, line -> line.contains("    inet ") && line.contains(" scope "));
        return header && address || oneLine ? Score.SURE : header ? Score.LIKELY : Claims.byName(head, "ipaddr", "ipa");
    }

    @Override
    public void parse(Content content, FactSink sink) throws IOException {
        TextOrJson.read(content, sink, "", new LinkText(), IpAddr::json);
    }

    private static Optional<List<Fact>> json(Field element, Source source) {
        Optional<LinkFact> link = LinkJson.read(element, source);
        if (link.isEmpty()) {
            return Optional.empty();
        }
        List<Fact> facts = new ArrayList<>();
        facts.add(link.get());
        for (Field info : element.at("addr_info").items()) {
            Optional<Ip> ip = info.at("local").text().flatMap(Ip::parse);
            int prefix = info.at("address").present()
                    ? ip.map(Ip::bits).orElse(-1)
                    : info.at("prefixlen").integer(-1);
            if (ip.isPresent() && prefix >= 0 && prefix <= ip.get().bits()) {
                facts.add(new AddrFact(
                        source,
                        link.get().name(),
                        ip.get(),
                        prefix,
                        info.at("scope").text("")));
            }
        }
        return Optional.of(facts);
    }
}
