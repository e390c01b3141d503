package dev.penstock;

import dev.penstock.config.Config;
import dev.penstock.materialize.ScheduleFaults;
import dev.penstock.metrics.Metrics;
import dev.penstock.model.Definitions;
import dev.penstock.registry.DefinitionsText;
import io.vertx.core.Future;
import io.vertx.core.Vertx;
import java.time.Duration;
import java.time.InstantSource;
import java.util.List;
import java.util.concurrent.Callable;
import java.util.concurrent.TimeUnit;
import java.util.stream.Collectors;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;

/// Loads and validates what there is to load.
@Command(
    name = "check",
    mixinStandardHelpOptions = true,
    description = "Validates configuration and definitions, and prints who feeds whom.")
final class CheckCommand implements Callable<Integer> {
  private static final int PATIENCE_SECONDS = 60;

  private final ConfigOptions options;

  @Option(
      names = "--stores",
      description =
          "Also looks into the stores, changing nothing: whether they fit the definitions, and what"
              + " they keep of views and batch sources that are no longer defined. A data directory"
              + " must not be in use.")
  private boolean looksIntoStores;

  CheckCommand(ConfigOptions options) {
    this.options = options;
  }

  @Override
  public Integer call() throws Exception {
    var config = options.read();
    try (var source =
        options.definitions(config, warning -> System.out.println("warning: " + warning))) {
      var definitions = source.read();
      System.out.print(DefinitionsText.of(definitions));
      ScheduleFaults.of(config.scheduler().schedules(), definitions)
          .forEach(fault -> System.out.println("warning: " + fault));
      if (looksIntoStores && !Stores.areThere(config)) {
        System.out.println("There are no stores in " + config.data() + " yet.");
      } else if (looksIntoStores) {
        lookIntoStores(config, definitions);
      }
    }
    return 0;
  }

  private static void lookIntoStores(Config config, Definitions definitions) throws Exception {
    var vertx = Vertx.vertx();
    try {
      String found =
          Stores.open(vertx, config, new Metrics(InstantSource.system()))
              .compose(stores -> looked(stores, definitions).eventually(stores::close))
              .await(PATIENCE_SECONDS, TimeUnit.SECONDS);
      System.out.print(found);
    } finally {
      boolean _ = Service.done(vertx.close(), Duration.ofSeconds(10));
    }
  }

  private static Future<String> looked(Stores stores, Definitions definitions) {
    return stores
        .online()
        .verify(definitions)
        .compose(fits -> stores.offline().verify(definitions))
        .compose(fits -> stores.offline().unfit(definitions))
        .compose(unfit -> undefined(stores, definitions).map(text -> warnings(unfit) + text));
  }

  private static Future<String> undefined(Stores stores, Definitions definitions) {
    return stores
        .online()
        .undefined(definitions)
        .compose(online ->
            stores
                .offline()
                .undefined(definitions)
                .map(offline ->
                    text("online store", online, "feature view")
                        + text("offline store", offline, "batch source")));
  }

  private static String warnings(List<String> unfit) {
    return unfit.stream()
        .map("warning: %s. Pushes to it offline would be refused%n"::formatted)
        .collect(Collectors.joining());
  }

  private static String text(String store, List<String> undefined, String what) {
    var lines = new StringBuilder("The ").append(store).append(" fits the definitions");
    if (undefined.isEmpty()) {
      return lines.append(".%n".formatted()).toString();
    }
    lines.append(", and keeps what belongs to no ").append(what).append(":%n".formatted());
    undefined.forEach(name -> lines.append("  ").append(name).append("%n".formatted()));
    return lines.toString();
  }
}
