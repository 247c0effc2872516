package io.packetwalk.parse.netfilter;

import io.packetwalk.evidence.Note;
import io.packetwalk.evidence.Source;
import io.packetwalk.fact.Counters;
import io.packetwalk.fact.netfilter.IptablesTable;
import io.packetwalk.fact.netfilter.IptablesTableFact;
import io.packetwalk.fact.netfilter.TableFact;
import io.packetwalk.fact.netfilter.TableFact.Backend;
import io.packetwalk.parse.Claims;
import io.packetwalk.parse.Content;
import io.packetwalk.parse.FactSink;
import io.packetwalk.parse.Format;
import io.packetwalk.parse.Head;
import io.packetwalk.parse.LineReader;
import io.packetwalk.parse.Lines;
import io.packetwalk.parse.Numbers;
import io.packetwalk.parse.Parser;
import io.packetwalk.parse.Score;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;
import java.util.function.Consumer;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/**
 * {@code iptables -nvL}, of any table. A list words matches anew and leaves parts of them out, so it is the last choice: the model takes it
 * only for a table that no save and no nft rule set tells, and what {@link ListedRule} cannot read of a rule is a match nobody knows.
 *
 * <pre>
 * Chain KUBE-SERVICES (2 references)
 *  pkts bytes target     prot opt in     out     source               destination
 *    12   720 KUBE-SVC-TCOU7JCQXEZGVUNU  17   --  *      *       0.0.0.0/0            10.96.0.10           udp dpt:53
 * </pre>
 *
 * <p>The table's name stands nowhere; which chains are built in tells it (ip_tables: each table registers its own hooks).
 */
public record IptablesList() implements Parser {
    private static final Pattern CHAIN = Pattern.compile(
            "Chain (\\S+) \\((?:policy ([A-Z]+)(?: ([0-9]+[KMGT]?) packets, ([0-9]+[KMGT]?) bytes)?|[0-9]+ references)\\)");
    private static final Pattern COLUMNS =
            Pattern.compile("(?:num +)?(?:pkts +bytes +)?target +prot +opt .*source +destination *");
    private static final Pattern TRAILER = Pattern.compile("=+|Total Number of Rules: *[0-9]+|Table: \\S+");

    @Override
    public Format format() {
        return new Format("iptables-list");
    }

    @Override
    public Score claims(Head head) {
        return Claims.some(head, 3, line -> CHAIN.matcher(line.strip()).matches()) ? Score.SURE : Score.NONE;
    }

    @Override
    public void parse(Content content, FactSink sink) throws IOException {
        sink.note(
                Note.hint(
                        "rules-as-list",
                        Source.whole(content.artifact()),
                        "A list abbreviates its rules: they are followed as far as it words them. The whole ones: iptables-save -c"));
        LineReader.readAll(content, sink, new Reading(content.artifact()));
    }

    /** One list, or several tables' one after the other. */
    private static final class Reading implements LineReader {
        private final boolean called;
        private final Source whole;
        private boolean seen;
        /** What stands in a table whose name is not known yet. */
        private final List<Consumer<IptablesTable>> held = new ArrayList<>();

        private final Set<String> builtIn = new TreeSet<>();
        private @Nullable IptablesTable table;
        private String chain = "";
        private boolean verbose;

        Reading(String artifact) {
            called = artifact.contains("ip6tables");
            whole = Source.whole(artifact);
        }

        @Override
        public boolean line(Lines lines, String text, FactSink sink) {
            String bare = text.strip();
            Matcher heading = CHAIN.matcher(bare);
            if (heading.matches()) {
                chain(lines, heading, sink);
                return true;
            }
            if (COLUMNS.matcher(bare).matches()) {
                verbose = bare.contains(" in ");
                sink.ignored(1);
                return true;
            }
            if (TRAILER.matcher(bare).matches()) {
                sink.ignored(1);
                return true;
            }
            Optional<ListedRule> rule = chain.isEmpty() ? Optional.empty() : ListedRule.of(chain, text, verbose);
            if (rule.isEmpty() || !new RuleWords(rule.get().text()).whole()) {
                return false;
            }
            seen = seen || text.contains("::/0");
            String save = rule.get().saved();
            if (save.contains("-m listed ")) {
                sink.unmodelled(lines.source(), "a part of the rule that only the list words so");
            } else {
                sink.continued(1);
            }
            long number = lines.number();
            String of = chain;
            keep(content -> SavedRule.append(content, number, of, save));
            return true;
        }

        private void chain(Lines lines, Matcher heading, FactSink sink) {
            chain = heading.group(1);
            String policy = heading.group(2) == null ? "-" : heading.group(2);
            boolean base = heading.group(2) != null;
            if (base && (table != null || builtIn.contains(chain))) {
                // The first chain of another table.
                named(sink);
                builtIn.clear();
                table = null;
                seen = false;
            }
            if (base) {
                builtIn.add(chain);
            } else {
                named(sink);
            }
            sink.continued(1);
            long line = lines.number();
            String name = chain;
            Counters counters = new Counters(number(heading.group(3)), number(heading.group(4)));
            keep(content -> content.chain(line, name, policy, counters));
        }

        /** The first chain that is not built in ends the built-in ones: now they tell whose they are. */
        private void named(FactSink sink) {
            if (table != null || builtIn.isEmpty()) {
                return;
            }
            String name = name(builtIn);
            // A file may be called anything, and hold the lists of both tools.
            String family = called || seen ? "ip6" : "ip";
            IptablesTable content = new IptablesTable(whole.artifact(), family, Backend.LISTED, name, SavedRule::read);
            sink.more(new TableFact(whole, family, Backend.LISTED, name));
            sink.more(new IptablesTableFact(whole, content));
            held.forEach(statement -> statement.accept(content));
            held.clear();
            table = content;
        }

        /** iptables abbreviates from 100,000 on (iptables/xshared.c, xtables_print_num): at least so many. */
        private static long number(@Nullable String text) {
            if (text == null) {
                return 0;
            }
            int unit = "KMGT".indexOf(text.charAt(text.length() - 1));
            long digits = Numbers.decimal(unit < 0 ? text : text.substring(0, text.length() - 1), 0L);
            return digits * (long) Math.pow(1000, unit + 1);
        }

        private static String name(Set<String> chains) {
            boolean prerouting = chains.contains("PREROUTING");
            boolean forward = chains.contains("FORWARD");
            if (prerouting) {
                return forward ? "mangle" : chains.contains("POSTROUTING") ? "nat" : "raw";
            }
            return forward ? "filter" : "(of which table is not told)";
        }

        private void keep(Consumer<IptablesTable> statement) {
            IptablesTable known = table;
            if (known == null) {
                held.add(statement);
            } else {
                statement.accept(known);
            }
        }

        @Override
        public void end(FactSink sink) {
            named(sink);
        }
    }
}
