package io.packetwalk.walk;

import io.packetwalk.evidence.Source;

/**
 * A rule whose conditions a packet met, so that its counter grew.
 *
 * @param rule where it stands
 * @param sure false when a condition could not be told, or chance decides
 */
public record Met(Source rule, boolean sure) {}
