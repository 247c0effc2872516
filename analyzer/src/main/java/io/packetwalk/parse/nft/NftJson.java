package io.packetwalk.parse.nft;

import io.packetwalk.doc.Field;
import io.packetwalk.evidence.Fact;
import io.packetwalk.evidence.Note;
import io.packetwalk.evidence.Source;
import io.packetwalk.fact.nft.NftBaseChainFact;
import io.packetwalk.fact.nft.NftTableFact;
import io.packetwalk.parse.Claims;
import io.packetwalk.parse.Content;
import io.packetwalk.parse.FactSink;
import io.packetwalk.parse.Format;
import io.packetwalk.parse.Head;
import io.packetwalk.parse.LineReader;
import io.packetwalk.parse.Parser;
import io.packetwalk.parse.Score;
import io.packetwalk.parse.TextOrJson;
import java.io.IOException;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalInt;

/**
 * {@code nft -j list ruleset}: tables and base chains, told when the list ends, for their rules follow them.
 *
 * <pre>
 * {"nftables": [{"metainfo": {"version": "1.0.6"}}, {"table": {"family": "ip", "name": "nat", "handle": 1}},
 *  {"chain": {"family": "ip", "table": "nat", "name": "PREROUTING", "type": "nat", "hook": "prerouting", "prio": -100, "policy": "accept"}},
 *  {"rule": {"family": "ip", "table": "nat", "chain": "PREROUTING", "expr": []}}]}
 * </pre>
 */
public record NftJson() implements Parser {

    @Override
    public Format format() {
        return new Format("nft-json");
    }

    @Override
    public Score claims(Head head) {
        boolean json = Claims.json(head).startsWith("{\"nftables\":[");
        return json
                ? Score.SURE
                : head.name().endsWith(".json") ? Claims.byName(head, "nftruleset", "nftjson") : Score.NONE;
    }

    @Override
    public void parse(Content content, FactSink sink) throws IOException {
        Reading reading = new Reading();
        LineReader noText = (lines, text, to) -> false;
        TextOrJson.read(content, sink, "nftables", noText, reading::element);
        reading.end(content.artifact(), sink);
    }

    /** The place of a chain. */
    private record Chain(String family, String table, String name) {}

    /** One list being read. */
    private static final class Reading {
        private final Map<Chain, NftBaseChainFact> chains = new LinkedHashMap<>();
        private final Map<Chain, Integer> rules = new LinkedHashMap<>();
        private long others;

        Optional<List<Fact>> element(Field element, Source source) {
            Field table = element.at("table");
            Field chain = element.at("chain");
            Field rule = element.at("rule");
            if (table.present()) {
                return Optional.of(List.of(new NftTableFact(
                        source, table.at("family").text(""), table.at("name").text(""))));
            }
            if (chain.present()) {
                base(chain, source);
            } else if (rule.present()) {
                rules.merge(place(rule, "chain"), 1, Integer::sum);
            } else {
                others++;
            }
            return Optional.of(List.of());
        }

        private void base(Field chain, Source source) {
            if (!chain.at("hook").present()) {
                return;
            }
            Chain place = place(chain, "name");
            OptionalInt priority = NftPriority.read(chain.at("prio").text(""), place.family());
            if (priority.isPresent()) {
                chains.put(
                        place,
                        new NftBaseChainFact(
                                source,
                                place.family(),
                                place.table(),
                                place.name(),
                                chain.at("type").text(""),
                                chain.at("hook").text(""),
                                priority.getAsInt(),
                                chain.at("policy").text("accept"),
                                0));
            }
        }

        private static Chain place(Field object, String name) {
            return new Chain(
                    object.at("family").text(""),
                    object.at("table").text(""),
                    object.at(name).text(""));
        }

        void end(String artifact, FactSink sink) {
            chains.forEach((place, chain) -> sink.more(new NftBaseChainFact(
                    chain.source(),
                    chain.family(),
                    chain.table(),
                    chain.name(),
                    chain.type(),
                    chain.hook(),
                    chain.priority(),
                    chain.policy(),
                    rules.getOrDefault(place, 0))));
            int sum = rules.values().stream().mapToInt(Integer::intValue).sum();
            if (sum > 0) {
                sink.note(Note.hint(
                        "nft-rules-unmodelled",
                        Source.whole(artifact),
                        sum + " rules and " + others + " other objects were counted, not read."));
            }
        }
    }
}
