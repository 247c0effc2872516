package io.packetwalk.parse.capture;

import io.packetwalk.fact.capture.ConversationFact;

/** Reads conversations of a table, records and packed ones, after all packets were counted. For one thread at a time. */
final class Reading {

    private final Conversations table;
    private final Conversation record;
    private final Conversation unpacked;
    private final Packing packing = new Packing(new byte[0]);

    Reading(Conversations table) {
        this.table = table;
        this.record = new Conversation(table);
        this.unpacked = new Conversation(table.toReadIn());
    }

    /** Tells what the conversation of a number is joined by. */
    void key(int number, int index, ConversationFact.Keys.Taker taker) {
        int place = table.place(number);
        if (place >= 0) {
            record.view(place).key(index, taker);
        } else {
            Packed.key(table, table.packed(~place, packing), index, taker);
        }
    }

    /** The conversation of a number; the same object may be given for the next. */
    Conversation at(int number) {
        int place = table.place(number);
        if (place >= 0) {
            return record.view(place);
        }
        unpacked.remove();
        Packed.unpack(unpacked, table.packed(~place, packing), table.base());
        return unpacked;
    }
}
