package dev.penstock.materialize;

import static org.assertj.core.api.Assertions.assertThat;

import dev.penstock.model.FeatureView;
import dev.penstock.model.Interval;
import dev.penstock.online.OnlineStoreSamples;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

class ViewPlanTest {
  private static final Interval WINDOW = new Interval(0, 1_000);
  private static final String TEXT =
      "[Field[name=id, type=STRING]]|[Field[name=f0, type=INT64]]|batch"
          + "|Table[schema=Optional.empty, name=batch]|ts||{}";

  @Test
  void aPlanIsShortHoweverManyFeaturesTheViewHas() {
    var one = ViewPlan.of(view(1), WINDOW);
    var many = ViewPlan.of(view(1_000), WINDOW);

    assertThat(many.json().encode()).hasSameSizeAs(one.json().encode()).hasSizeLessThan(200);
    assertThat(many.fitting(view(999))).isNotEqualTo(many);
  }

  @Test
  void aPlanThatHasTheTextOfTheDefinitionFitsTheSameView() {
    var json = ViewPlan.of(view(1), WINDOW).json().put("definition", TEXT);

    var plan = ViewPlan.of(json.put("position", "k"));

    assertThat(plan.fitting(view(1)).position()).contains("k");
    assertThat(plan.fitting(view(2)).position()).isEmpty();
  }

  private static FeatureView view(int features) {
    return OnlineStoreSamples.view(
        "v", IntStream.range(0, features).mapToObj(at -> "f" + at).toArray(String[]::new));
  }
}
