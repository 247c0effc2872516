package io.packetwalk.fact.nft;

import java.util.List;
import java.util.Optional;

/** An expression of the nft language (nft(8), "EXPRESSIONS"), the same from text and from JSON. */
public sealed interface NftExpr {

    /** A constant: an address, a decimal number, a name. Hexadecimal numbers are written in decimal. */
    record Literal(String text) implements NftExpr {}

    /** {@code addr/length}. */
    record Prefix(String address, int length) implements NftExpr {}

    /** {@code from-to}, both included. */
    record Range(NftExpr from, NftExpr to) implements NftExpr {}

    /** What is looked at: {@code ip daddr}, {@code meta l4proto}, {@code ct original ip saddr}, {@code fib daddr . iif type}, {@code @th,16,16}. */
    record Select(String what) implements NftExpr {}

    /** A number between {@code offset} and {@code offset + mod - 1}, at random, in turn or by hash; {@code how} says which. */
    record Spread(String how, long mod, long offset) implements NftExpr {}

    /** {@code a . b . c}. */
    record Concat(List<NftExpr> parts) implements NftExpr {
        public Concat {
            parts = List.copyOf(parts);
        }
    }

    /** Flags, any of them or all of them as the operator says: {@code established,related}, {@code syn | ack}. */
    record Flags(List<String> names) implements NftExpr {
        public Flags {
            names = List.copyOf(names);
        }
    }

    /** {@code left & right} and the like; operators {@code & | ^ << >>}. */
    record Binary(String operator, NftExpr left, NftExpr right) implements NftExpr {}

    /** A named set or map, without the {@code @}. */
    record Named(String name) implements NftExpr {}

    /** {@code { a, b : c }}. */
    record Listed(List<Element> elements) implements NftExpr {
        public Listed {
            elements = List.copyOf(elements);
        }
    }

    /** {@code key map @m}: what the map gives for the key. */
    record Mapped(NftExpr key, NftExpr map) implements NftExpr {}

    /** {@code accept}, {@code drop}, {@code continue}, {@code return}, {@code jump C}, {@code goto C}; no chain for the first four. */
    record Verdict(String word, String chain) implements NftExpr {}

    /** {@code *}: what no other element holds. */
    record Any() implements NftExpr {}

    /** An expression that is not read. */
    record Other(String text) implements NftExpr {}

    /**
     * An element of a set or map.
     *
     * @param key key
     * @param data what a map gives for it
     */
    record Element(NftExpr key, Optional<NftExpr> data) {}
}
