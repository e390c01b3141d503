package dev.penstock.feast.registry;

import dev.penstock.model.ValueType;
import java.util.Arrays;
import java.util.Map;
import java.util.Optional;
import java.util.function.Function;
import java.util.stream.Collectors;

/// Value types by their numbers in the registry.
final class Types {
  private static final Map<Integer, ValueType> BY_CODE =
      Arrays.stream(ValueType.values())
          .collect(Collectors.toUnmodifiableMap(ValueType::code, Function.identity()));

  private Types() {}

  static Optional<ValueType> of(int number) {
    return Optional.ofNullable(BY_CODE.get(number));
  }
}
