package io.packetwalk.model.lower.value;

import io.packetwalk.net.Cidr;
import io.packetwalk.net.Ip;
import java.util.Optional;

/**
 * Addresses from first to last.
 *
 * @param first first address
 * @param last last address, same family, not before the first
 */
public record AddressRange(Ip first, Ip last) {

    /** All addresses of a network. */
    public static AddressRange of(Cidr cidr) {
        Ip base = cidr.base();
        int host = base.bits() - cidr.length();
        long lo = host >= 64 ? -1L : base.lo() | (1L << host) - 1;
        long hi = host <= 64 ? base.hi() : base.hi() | (host == 128 ? -1L : (1L << host - 64) - 1);
        return new AddressRange(base, base.v6() ? Ip.v6(hi, lo) : Ip.v4((int) lo));
    }

    /** A prefix, an address with any contiguous mask, or {@code first-last}. */
    public static Optional<AddressRange> parse(String text) {
        int dash = text.indexOf('-');
        if (dash < 0) {
            return Cidr.parse(text).map(AddressRange::of);
        }
        Optional<Ip> first = Ip.parse(text.substring(0, dash));
        Optional<Ip> last = Ip.parse(text.substring(dash + 1));
        return first.isPresent()
                        && last.isPresent()
                        && first.get().v6() == last.get().v6()
                        && first.get().compareTo(last.get()) <= 0
                ? Optional.of(new AddressRange(first.get(), last.get()))
                : Optional.empty();
    }
}
