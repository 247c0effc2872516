package io.packetwalk.walk.dns.server;

/** One plugin of a server block: it answers, or asks the next one, perhaps something else. */
interface Stage {

    Answer answer(Ask ask, Next next);

    /** What comes after a plugin. */
    @FunctionalInterface
    interface Next {
        Answer answer(Ask ask);
    }
}
