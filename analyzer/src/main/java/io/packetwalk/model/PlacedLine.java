package io.packetwalk.model;

import io.packetwalk.evidence.Place;
import io.packetwalk.fact.logs.LogLineFact;

/**
 * A log line and whose log it is.
 *
 * @param place the pod or node
 * @param line the line
 */
public record PlacedLine(Place place, LogLineFact line) {}
