package dev.penstock.registry;

import dev.penstock.model.Definitions;
import io.vertx.core.Future;
import java.util.function.Function;

/// What somebody does before new definitions come into use.
///
/// @param verify fails when they cannot be used; changes nothing
/// @param prepare makes them usable, once everybody has verified them; what is in use stays usable
public record Preparation(
    Function<Definitions, Future<Void>> verify, Function<Definitions, Future<Void>> prepare) {}
