package io.packetwalk.check;

/** One root cause of the catalogue. Stateless and pure; its prose stands in {@code PW-nnn.md} beside the class. */
public interface Check {

    /** Its name. */
    CheckId id();

    /** Decides. Must not guess: what cannot be decided is {@link Outcome.Undetermined} with what is missing. */
    Outcome run(Case that);
}
