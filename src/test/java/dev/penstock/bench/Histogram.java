package dev.penstock.bench;

import java.util.Map;
import java.util.NavigableMap;
import java.util.TreeMap;

/// What was observed of how long records take to be readable, between two looks at `/metrics`.
final class Histogram {
  private static final String NAME = "penstock_kafka_produced_to_readable_seconds_bucket{";

  private final NavigableMap<Double, Double> upTo;

  Histogram(String before, String after) {
    upTo = buckets(after);
    buckets(before).forEach((bound, count) -> upTo.merge(bound, -count, Double::sum));
  }

  /// The bound below which a part of them is.
  double quantile(double part) {
    double all = upTo.lastEntry().getValue();
    return upTo.entrySet().stream()
        .filter(bucket -> bucket.getValue() >= all * part)
        .map(Map.Entry::getKey)
        .findFirst()
        .orElseThrow();
  }

  private static NavigableMap<Double, Double> buckets(String metrics) {
    var buckets = new TreeMap<Double, Double>();
    metrics
        .lines()
        .filter(line -> line.startsWith(NAME))
        .forEach(line -> {
          String bound = line.replaceFirst(".*le=\"([^\"]+)\".*", "$1");
          buckets.merge(
              bound.equals("+Inf") ? Double.POSITIVE_INFINITY : Double.parseDouble(bound),
              Double.parseDouble(line.substring(line.lastIndexOf(' ') + 1)),
              Double::sum);
        });
    return buckets;
  }
}
