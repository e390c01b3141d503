package dev.penstock.model;

import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/// A single value that brings its own type, as the members of maps and nested lists do.
public sealed interface FeatureValue {
  /// Null.
  record Missing() implements FeatureValue {}

  /// A bool.
  record Bool(boolean value) implements FeatureValue {}

  /// An integer of 64 bits.
  record Int64(long value) implements FeatureValue {}

  /// A double.
  record Float64(double value) implements FeatureValue {}

  /// A text.
  record Text(String value) implements FeatureValue {}

  /// A list.
  record Many(List<FeatureValue> values) implements FeatureValue {
    public Many {
      values = List.copyOf(values);
    }
  }

  /// A map, in the order given.
  record Named(Map<String, FeatureValue> values) implements FeatureValue {
    public Named {
      values = Collections.unmodifiableMap(new LinkedHashMap<>(values));
    }
  }
}
