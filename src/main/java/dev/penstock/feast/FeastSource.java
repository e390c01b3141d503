package dev.penstock.feast;

import dev.penstock.feast.registry.RegistryProgress;
import dev.penstock.feast.registry.RegistryReader;
import dev.penstock.model.Definitions;
import dev.penstock.registry.DefinitionsSource;
import dev.penstock.registry.Progress;
import dev.penstock.yaml.FileProblem;
import io.vertx.core.Vertx;
import java.util.List;
import java.util.Optional;
import java.util.function.Consumer;

/// The definitions of a repository, from its registry.
public final class FeastSource implements DefinitionsSource {
  private final FeastRepository repository;
  private final RegistryReader reader;
  private final Consumer<FileProblem> warnings;
  private volatile List<FileProblem> told = List.of();

  /// @param warnings told what of the registry is not served, when there is something new to tell
  public FeastSource(FeastRepository repository, Consumer<FileProblem> warnings) {
    this.repository = repository;
    this.reader = RegistryReader.of(repository.registry(), repository.scope());
    this.warnings = warnings;
  }

  @Override
  public String name() {
    return repository.registry().name();
  }

  @Override
  public Definitions read() {
    var read = reader.read();
    read.warnings().stream().filter(warning -> !told.contains(warning)).forEach(warnings);
    told = read.warnings();
    return read.definitions();
  }

  @Override
  public String state() throws Exception {
    return reader.state();
  }

  @Override
  public Optional<Progress> progress(Vertx vertx) {
    return Optional.of(
        new RegistryProgress(vertx, repository.registry(), repository.scope().project()));
  }

  @Override
  public void close() {
    reader.close();
  }
}
