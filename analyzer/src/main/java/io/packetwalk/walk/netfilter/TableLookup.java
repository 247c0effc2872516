package io.packetwalk.walk.netfilter;

import io.packetwalk.evidence.Ternary;
import io.packetwalk.model.rules.Cond;
import io.packetwalk.model.rules.Key;
import io.packetwalk.model.rules.Table;
import io.packetwalk.net.FiveTuple;
import io.packetwalk.net.Ip;
import io.packetwalk.walk.Packet;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/**
 * Looks a packet up in a table: by hash when all its keys are known, else element by element.
 *
 * @param matching tests single conditions
 * @param packet what is looked up
 */
record TableLookup(Matching matching, Packet packet) {

    /**
     * What may hold.
     *
     * @param certain the element that does; then {@code possible} is empty
     * @param possible elements that may
     * @param open true when an element that is not known may hold
     */
    record Found<T>(Optional<Table.Entry<T>> certain, List<Table.Entry<T>> possible, boolean open) {

        /** Membership in a set. */
        Ternary member() {
            return certain.isPresent() ? Ternary.YES : possible.isEmpty() && !open ? Ternary.NO : Ternary.UNKNOWN;
        }
    }

    /** True when it is asked for what a packet without connection does not have: the rule ends there, whatever the table holds (nft_ct_get_eval, NFT_BREAK). */
    static boolean ofConnection(Table<?> table) {
        return table.keys().contains(Key.CONN_MARK)
                || table.keys().contains(Key.OTHER)
                        && table.others().stream()
                                .limit(1)
                                .flatMap(entry -> entry.conds().stream())
                                .anyMatch(Matching::ofConnection);
    }

    <T> Found<T> find(Table<T> table) {
        if (!packet.connection().tracked() && ofConnection(table)) {
            return new Found<>(Optional.empty(), List.of(), false);
        }
        Optional<List<Object>> values = values(table.keys());
        List<Table.Entry<T>> possible = new ArrayList<>();
        if (values.isPresent()) {
            Optional<Table.Entry<T>> exact = table.exact(values.get());
            if (exact.isPresent()) {
                return certain(exact.get());
            }
        } else {
            for (Table.Entry<T> entry : table.constants()) {
                Ternary holds = holds(entry);
                if (holds.yes()) {
                    return certain(entry);
                }
                if (holds.unknown()) {
                    possible.add(entry);
                }
            }
        }
        for (Table.Entry<T> entry : table.others()) {
            Ternary holds = holds(entry);
            if (holds.yes()) {
                return certain(entry);
            }
            if (holds.unknown()) {
                possible.add(entry);
            }
        }
        if (table.any().isPresent() && table.complete()) {
            if (possible.isEmpty()) {
                return certain(table.any().get());
            }
            possible.add(table.any().get());
        }
        return new Found<>(Optional.empty(), possible, !table.complete());
    }

    private static <T> Found<T> certain(Table.Entry<T> entry) {
        return new Found<>(Optional.of(entry), List.of(), false);
    }

    private <T> Ternary holds(Table.Entry<T> entry) {
        Ternary all = Ternary.YES;
        for (Cond cond : entry.conds()) {
            all = all.and(matching.test(cond, packet));
            if (all.no()) {
                return all;
            }
        }
        return all;
    }

    private Optional<List<Object>> values(List<Key> keys) {
        if (keys.size() == 1) {
            return value(keys.getFirst()).map(List::of);
        }
        List<Object> values = new ArrayList<>(keys.size());
        for (Key key : keys) {
            Optional<Object> value = value(key);
            if (value.isEmpty()) {
                return Optional.empty();
            }
            values.add(value.get());
        }
        return Optional.of(values);
    }

    private Optional<Object> value(Key key) {
        FiveTuple tuple = packet.tuple();
        return switch (key) {
            case SOURCE -> address(tuple.src().ip());
            case DESTINATION -> address(tuple.dst().ip());
            case SOURCE_PORT -> port(tuple.src().port());
            case DESTINATION_PORT -> port(tuple.dst().port());
            case PROTOCOL -> Optional.of(tuple.proto().number());
            case IN -> device(packet.in());
            case OUT -> device(packet.out());
            case MARK -> Optional.of(packet.mark());
            case CONN_MARK -> Optional.of(packet.connection().mark());
            case OTHER -> Optional.empty();
        };
    }

    private static Optional<Object> address(Ip ip) {
        return ip.unspecified() ? Optional.empty() : Optional.of(ip);
    }

    private Optional<Object> port(int port) {
        return port == 0 || !packet.tuple().proto().hasPorts() ? Optional.empty() : Optional.of(port);
    }

    private static Optional<Object> device(String name) {
        return name.equals("?") ? Optional.empty() : Optional.of(name);
    }
}
