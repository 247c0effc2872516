package io.packetwalk.parse.capture;

/**
 * How many conversations of one capture there is room for.
 *
 * @param most so many are kept at most
 * @param records so many have a record each; beyond, those in which nothing is heard are {@linkplain Expired packed}. Packing took a twelfth more CPU time in all, so small captures do without
 */
record Room(int most, int records) {

    /** Records of some 20 MB; packed ones of some 200 MB. */
    static final Room STANDARD = new Room(2_000_000, 1 << 16);

    /** The part of one of so many shards. */
    Room part(int shards) {
        return new Room(most / shards, records / shards);
    }
}
