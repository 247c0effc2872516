package io.packetwalk.model.lower.iptables;

import io.packetwalk.fact.netfilter.IptablesRuleFact.Option;
import io.packetwalk.model.lower.value.Masked;
import io.packetwalk.model.rules.Action;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.LongStream;

/** {@code -j MARK} and {@code -j CONNMARK}: every spelling is {@code (mark & keep) ^ toggle} (xt_mark.c, xt_connmark.c). */
final class MarkTargets {

    private MarkTargets() {}

    static Optional<Action> mark(List<Option> options) {
        return change(options).map(change -> new Action.SetMark(change.keep, change.toggle));
    }

    /** A hash of the packet's ends, modulo a number: over many connections each remainder has the same chance (xt_HMARK.c, hmark_set). */
    static Optional<Action> hashed(List<Option> options) {
        Map<String, Long> numbers = new HashMap<>();
        options.forEach(option -> Masked.number(option.arg()).ifPresent(number -> numbers.put(option.name(), number)));
        long modulus = numbers.getOrDefault("--hmark-mod", 0L);
        long offset = numbers.getOrDefault("--hmark-offset", 0L);
        if (modulus < 1 || modulus > Action.Choose.MOST) {
            return Optional.empty();
        }
        List<Action.Share> shares = LongStream.range(0, modulus)
                .mapToObj(rest ->
                        new Action.Share(1.0 / modulus, new Action.SetMark(0, rest + offset & Masked.ALL), List.of()))
                .toList();
        return Optional.of(new Action.Choose(shares));
    }

    static Optional<Action> connectionMark(List<Option> options) {
        boolean save = options.stream().anyMatch(option -> option.name().equals("--save-mark"));
        boolean restore = options.stream().anyMatch(option -> option.name().equals("--restore-mark"));
        if (!save && !restore) {
            return change(options).map(change -> new Action.SetConnMark(change.keep, change.toggle));
        }
        long nf = Masked.ALL;
        long ct = Masked.ALL;
        for (Option option : options) {
            Optional<Long> value = Masked.number(option.arg());
            switch (option.name()) {
                case "--save-mark", "--restore-mark" -> {
                    // Read above.
                }
                case "--nfmask" -> nf = value.orElse(-1L);
                case "--ctmask" -> ct = value.orElse(-1L);
                case "--mask" -> {
                    nf = value.orElse(-1L);
                    ct = nf;
                }
                default -> nf = -1;
            }
        }
        if (nf < 0 || ct < 0) {
            return Optional.empty();
        }
        return Optional.of(save ? new Action.SaveMark(ct, nf) : new Action.RestoreMark(ct, nf));
    }

    private record Change(long keep, long toggle) {}

    private static Optional<Change> change(List<Option> options) {
        if (options.size() != 1) {
            return Optional.empty();
        }
        Option option = options.getFirst();
        return Masked.parse(option.arg()).flatMap(masked -> {
            long value = masked.value();
            long mask = masked.mask();
            return switch (option.name()) {
                case "--set-xmark" -> Optional.of(new Change(~mask & Masked.ALL, value));
                case "--set-mark" -> Optional.of(new Change(~(mask | value) & Masked.ALL, value));
                case "--and-mark" -> Optional.of(new Change(value, 0));
                case "--or-mark" -> Optional.of(new Change(~value & Masked.ALL, value));
                case "--xor-mark" -> Optional.of(new Change(Masked.ALL, value));
                default -> Optional.empty();
            };
        });
    }
}
