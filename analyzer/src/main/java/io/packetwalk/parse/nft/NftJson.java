package io.packetwalk.parse.nft;

import io.packetwalk.doc.Field;
import io.packetwalk.doc.Tree;
import io.packetwalk.evidence.Fact;
import io.packetwalk.evidence.Source;
import io.packetwalk.fact.nft.NftBaseChainFact;
import io.packetwalk.fact.nft.NftChainFact;
import io.packetwalk.fact.nft.NftElementFact;
import io.packetwalk.fact.nft.NftObjectFact;
import io.packetwalk.fact.nft.NftRuleFact;
import io.packetwalk.fact.nft.NftSetFact;
import io.packetwalk.fact.nft.NftStatement;
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
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.OptionalInt;

/**
 * {@code nft -j list ruleset}: the same facts as {@link NftRuleset} gives for the text.
 *
 * <pre>
 * {"nftables": [{"metainfo": {"version": "1.0.6"}}, {"table": {"family": "ip", "name": "nat", "handle": 1}},
 *  {"chain": {"family": "ip", "table": "nat", "name": "PREROUTING", "type": "nat", "hook": "prerouting", "prio": -100, "policy": "accept"}},
 *  {"rule": {"family": "ip", "table": "nat", "chain": "PREROUTING", "expr": [{"jump": {"target": "C"}}]}}]}
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
        LineReader noText = (lines, text, to) -> false;
        TextOrJson.read(content, sink, "nftables", noText, NftJson::element, new RuleMemory(content.alike()));
    }

    private static Optional<List<Fact>> element(Field element, Source source) {
        if (!(element.tree().orElse(null) instanceof Tree.Obj object)
                || object.fields().isEmpty()) {
            return Optional.empty();
        }
        String kind = object.fields().keySet().iterator().next();
        Field body = element.at(kind);
        String family = body.at("family").text("");
        String table = body.at("table").text("");
        String name = body.at("name").text("");
        return Optional.of(
                switch (kind) {
                    case "metainfo" ->
                        List.of(new NftObjectFact(
                                source, "", "", kind, body.at("version").text("")));
                    case "table" -> table(body, source, family, name);
                    case "chain" -> chain(body, source, family, table, name);
                    case "rule" -> List.of(rule(body, source, family, table));
                    case "set", "map", "meter" -> set(body, source, family, table, name, kind.equals("map"));
                    case "element" -> elements(body, source, family, table, name);
                    default -> List.of(new NftObjectFact(source, family, table, kind, name));
                });
    }

    private static List<Fact> table(Field body, Source source, String family, String name) {
        List<Fact> facts = new ArrayList<>();
        facts.add(new NftTableFact(source, family, name));
        for (String flag : names(body, "flags")) {
            facts.add(new NftObjectFact(source, family, name, "table flag", flag));
        }
        return facts;
    }

    /** A list of names, or one. */
    private static List<String> names(Field body, String field) {
        Optional<Tree> tree = body.at(field).tree();
        if (tree.isEmpty()) {
            return List.of();
        }
        return tree.get() instanceof Tree.Scalar one
                ? List.of(one.text())
                : body.at(field).texts();
    }

    private static List<Fact> chain(Field body, Source source, String family, String table, String name) {
        Fact chain = new NftChainFact(source, family, table, name);
        if (!body.at("hook").present()) {
            return List.of(chain);
        }
        OptionalInt priority = NftPriority.read(body.at("prio").text(""), family);
        if (priority.isEmpty()) {
            return List.of(chain, new NftObjectFact(source, family, table, "unread hook", name));
        }
        return List.of(
                chain,
                new NftBaseChainFact(
                        source,
                        family,
                        table,
                        name,
                        body.at("type").text(""),
                        body.at("hook").text(""),
                        priority.getAsInt(),
                        body.at("policy").text("accept"),
                        names(body, "dev")));
    }

    private static NftRuleFact rule(Field body, Source source, String family, String table) {
        List<Tree> statements =
                body.at("expr").tree().map(JsonExpressions::items).orElse(List.of());
        List<NftStatement> read = JsonStatements.read(statements).stream()
                .map(statement -> plain(statement, family))
                .toList();
        return new NftRuleFact(source, family, table, body.at("chain").text(""), read, NftText.print(read));
    }

    /** JSON says what the text leaves out: a reject is a port unreachable of the table's family. */
    private static NftStatement plain(NftStatement statement, String family) {
        String type = family.equals("ip") ? "icmp" : family.equals("ip6") ? "icmpv6" : "icmpx";
        return statement.equals(new NftStatement.Reject(type, "port-unreachable"))
                ? new NftStatement.Reject("", "")
                : statement;
    }

    private static List<Fact> set(Field body, Source source, String family, String table, String name, boolean map) {
        List<Fact> facts = new ArrayList<>();
        facts.add(new NftSetFact(source, family, table, name, map, names(body, "flags")));
        facts.addAll(elements(body, source, family, table, name));
        return facts;
    }

    private static List<Fact> elements(Field body, Source source, String family, String table, String name) {
        List<Fact> facts = new ArrayList<>();
        List<Tree> elements = body.at("elem").tree().map(JsonExpressions::items).orElse(List.of());
        for (Tree element : elements) {
            Source place = Source.line(source.artifact(), element.line());
            facts.add(new NftElementFact(place, family, table, name, JsonExpressions.element(element, 0)));
        }
        return facts;
    }
}
