package dev.penstock.demo;

import java.util.Comparator;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.regex.Pattern;
import java.util.stream.Collectors;

/// What a service counts, read from Prometheus' text format.
record Scrape(List<Sample> samples) {
  private static final Pattern LINE =
      Pattern.compile("([a-zA-Z_:][a-zA-Z0-9_:]*)(?:\\{(.*)})? ([^ ]+)(?: .*)?");
  private static final Pattern LABEL =
      Pattern.compile("([a-zA-Z_][a-zA-Z0-9_]*)=\"((?:[^\"\\\\]|\\\\.)*)\"");

  /// One number of a series.
  record Sample(String name, Map<String, String> labels, double value) {
    boolean is(String other, Map<String, String> having) {
      return name.equals(other) && labels.entrySet().containsAll(having.entrySet());
    }
  }

  Scrape {
    samples = List.copyOf(samples);
  }

  static Scrape of(String text) {
    return new Scrape(
        text.lines()
            .map(LINE::matcher)
            .filter(line -> line.matches())
            .map(line ->
                new Sample(
                    line.group(1),
                    labels(line.group(2) == null ? "" : line.group(2)),
                    number(line.group(3))))
            .toList());
  }

  /// Of all series of a name that have some labels; 0 when there is none.
  double sum(String name, Map<String, String> having) {
    return samples.stream().filter(each -> each.is(name, having)).mapToDouble(Sample::value).sum();
  }

  /// Which values a label of such series has.
  Set<String> values(String name, Map<String, String> having, String label) {
    return samples.stream()
        .filter(each -> each.is(name, having) && each.labels().containsKey(label))
        .map(each -> each.labels().getOrDefault(label, ""))
        .collect(Collectors.toSet());
  }

  /// What a share of the values of a histogram is not above, by a straight line within its bucket;
  /// 0 for a histogram without values.
  ///
  /// @param share such as 0.99
  double quantile(String histogram, Map<String, String> having, double share) {
    var buckets =
        samples.stream()
            .filter(each -> each.is(histogram + "_bucket", having))
            .sorted(Comparator.comparingDouble(Scrape::bound))
            .toList();
    double wanted = buckets.isEmpty() ? 0 : share * buckets.getLast().value();
    double lower = 0;
    double below = 0;
    for (var bucket : buckets) {
      double upper = bound(bucket);
      if (bucket.value() >= wanted && bucket.value() > below) {
        double part = (wanted - below) / (bucket.value() - below);
        // Nothing is known of what is beyond the last bound.
        return Double.isInfinite(upper) ? lower : lower + part * (upper - lower);
      }
      lower = upper;
      below = bucket.value();
    }
    return 0;
  }

  private static double bound(Sample bucket) {
    return number(bucket.labels().getOrDefault("le", "+Inf"));
  }

  private static Map<String, String> labels(String text) {
    var labels = new HashMap<String, String>();
    LABEL.matcher(text).results().forEach(label -> labels.put(label.group(1), label.group(2)));
    return labels;
  }

  private static double number(String text) {
    return switch (text) {
      case "+Inf" -> Double.POSITIVE_INFINITY;
      case "-Inf" -> Double.NEGATIVE_INFINITY;
      default -> Double.parseDouble(text);
    };
  }
}
