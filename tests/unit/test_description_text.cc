// What a file may not say of a model, though each word of it is legal: half of a group of entries,
// counts that leave no room to count on, words that cannot be shown.
#include "io/description_text.h"

#include <gtest/gtest.h>

#include <limits>
#include <string>

#include "expect_error.h"

namespace neuro {
namespace {

constexpr char kFile[] = "model";

// A network of one layer, trained for one epoch and stopped in the second.
Metadata checkpoint() {
  ModelDescription model;
  model.sizes = {2, 3};
  model.scaling = Scaling::kStandard;
  model.scaling_offset = {1, 2};
  model.scaling_factor = {3, 4};
  model.history = {{5, 0.1, 1.5, 0.5, 1.25, 0.75}};
  model.training = TrainingState{4, 2, {1, 2, 5, 2.5, 1}, {}};
  model.training->progress.steps = 4;
  return describe(model, "test");
}

// The same with everything that an optimizer and the options of a fit add.
ModelDescription elaborate_checkpoint() {
  ModelDescription model = parse_description(checkpoint(), kFile);
  model.training->progress = {3, 0.75, 2, 0.5, 1, 4};
  model.optimizer = {Optimizer::kAdam, 3};
  model.class_weights = {0.5, 0, 1.0 / 3};
  return model;
}

void expect_refused(Metadata metadata, const std::string& key) {
  SCOPED_TRACE(key);
  expect_error(Status::kFormat, {kFile, key}, [&] { parse_description(metadata, kFile); });
}

TEST(DescriptionText, IsReadAsItWasWritten) {
  const ModelDescription model = parse_description(checkpoint(), kFile);
  EXPECT_EQ(describe(model, "test"), checkpoint());
  EXPECT_TRUE(model.others.empty());
}

TEST(DescriptionText, ASumOfLossesMayHaveOverflowed) {
  Metadata metadata = checkpoint();
  ModelDescription model = parse_description(metadata, kFile);
  model.training->position.loss_sum = std::numeric_limits<double>::infinity();
  metadata = describe(model, "test");
  EXPECT_EQ(parse_description(metadata, kFile).training->position.loss_sum,
            std::numeric_limits<double>::infinity());
  EXPECT_EQ(describe(parse_description(metadata, kFile), "test"), metadata);
}

TEST(DescriptionText, WhatIsAtItsDefaultIsNotWritten) {
  for (const char* key : {"fit_steps", "best_loss", "plateau_loss", "optimizer", "class_weights"}) {
    EXPECT_FALSE(checkpoint().contains(std::string("neuro.checkpoint.") + key)) << key;
  }
  // A fit that is about to begin has made no step, whatever there was before.
  Metadata metadata = checkpoint();
  for (const char* key : {"epochs", "row", "rows", "correct"}) {
    metadata[std::string("neuro.checkpoint.") + key] = "0";
  }
  const ModelDescription model = parse_description(metadata, kFile);
  EXPECT_EQ(model.training->steps, 4u);
  EXPECT_EQ(model.training->progress.steps, 0u);
  EXPECT_EQ(describe(model, "test"), metadata);
}

TEST(DescriptionText, AFitsProgressIsReadAsItWasWritten) {
  const Metadata metadata = describe(elaborate_checkpoint(), "test");
  const ModelDescription model = parse_description(metadata, kFile);
  const FitProgressState& progress = model.training->progress;
  EXPECT_EQ(progress.steps, 3u);
  EXPECT_EQ(progress.best_loss, 0.75);
  EXPECT_EQ(progress.epochs_since_best, 2u);
  EXPECT_EQ(progress.plateau_loss, 0.5);
  EXPECT_EQ(progress.plateau_epochs, 1u);
  EXPECT_EQ(progress.plateau_cuts, 4u);
  EXPECT_EQ(model.optimizer->optimizer, Optimizer::kAdam);
  EXPECT_EQ(model.optimizer->steps, 3u);
  EXPECT_EQ(model.class_weights, elaborate_checkpoint().class_weights);
  EXPECT_EQ(describe(model, "test"), metadata);
  EXPECT_TRUE(model.others.empty());
  // No epoch has counted yet.
  ModelDescription early = model;
  early.training->progress.best_loss = std::numeric_limits<double>::infinity();
  const Metadata text = describe(early, "test");
  EXPECT_EQ(describe(parse_description(text, kFile), "test"), text);
}

TEST(DescriptionText, WhatAFitsProgressCannotBeIsRefused) {
  const struct {
    const char *key, *text;
  } kCases[] = {{"fit_steps", "5"},          {"fit_steps", "-1"},
                {"epochs_since_best", "x"},  {"epochs_since_best", "4611686018427387904"},
                {"best_loss", "inf"},        {"best_loss", ""},
                {"plateau_loss", "nan"},     {"plateau_epochs", "0.5"},
                {"plateau_cuts", "-0"},      {"optimizer", "sgd"},
                {"optimizer_steps", "null"}, {"optimizer_steps", "4611686018427387904"}};
  for (const auto& c : kCases) {
    const std::string key = std::string("neuro.checkpoint.") + c.key;
    Metadata metadata = describe(elaborate_checkpoint(), "test");
    metadata[key] = c.text;
    expect_refused(metadata, key);
  }
  Metadata metadata = describe(elaborate_checkpoint(), "test");
  metadata["neuro.checkpoint.optimizer"] = "lion";
  expect_error(Status::kUnsupported, {"neuro.checkpoint.optimizer", "\"lion\""},
               [&] { parse_description(metadata, kFile); });
}

TEST(DescriptionText, ListsEndWhereTheyMust) {
  Metadata metadata = checkpoint();
  metadata["neuro.input_scaling.offset"] = "[1,2,3]";
  expect_refused(metadata, "neuro.input_scaling.offset");
  metadata = checkpoint();
  metadata["neuro.history.loss"] = "[1,2]";
  expect_refused(metadata, "neuro.history.loss");
  metadata = checkpoint();
  std::string ones = "[1";
  for (size_t i = 0; i < 30000; ++i) ones += ",1";
  ones += "]";
  for (const char* part : {"neuro.layer_sizes.1", "neuro.layer_sizes.2", "neuro.layer_sizes.3"}) {
    metadata[part] = ones;
  }
  expect_refused(metadata, "neuro.layer_sizes.3");
  metadata = checkpoint();
  for (const char* part :
       {"neuro.history.rows.1", "neuro.history.rows.2", "neuro.history.rows.3"}) {
    metadata[part] = ones;
  }
  expect_refused(metadata, "neuro.history.rows.3");
}

TEST(DescriptionText, GroupsAreWholeOrNotThere) {
  const Metadata whole = describe(elaborate_checkpoint(), "test");
  size_t left_out = 0;
  for (const char* group : {"neuro.checkpoint.", "neuro.history.", "neuro.input_scaling."}) {
    for (const auto& [key, text] : whole) {
      if (!key.starts_with(group) || key == "neuro.checkpoint.fit_steps" ||
          key == "neuro.checkpoint.class_weights") {
        continue;
      }
      Metadata part = whole;
      part.erase(key);
      expect_refused(part, key);
      ++left_out;
    }
    Metadata without = whole;
    std::erase_if(without, [&](const auto& entry) { return entry.first.starts_with(group); });
    EXPECT_TRUE(parse_description(without, kFile).others.empty()) << group;
  }
  EXPECT_EQ(left_out, 7u + 2u + 3u + 2u + 6u + 2u);
}

// A reader that does not know them keeps them, and writes them without the rest.
TEST(DescriptionText, WhatIsLeftOfACheckpointMeansNothing) {
  Metadata metadata = describe(elaborate_checkpoint(), "test");
  for (const auto& [key, text] : checkpoint()) {
    if (key.starts_with("neuro.checkpoint.")) metadata.erase(key);
  }
  const ModelDescription model = parse_description(metadata, kFile);
  EXPECT_FALSE(model.training.has_value());
  EXPECT_FALSE(model.optimizer.has_value());
  EXPECT_TRUE(model.class_weights.empty());
  EXPECT_TRUE(model.others.empty());
}

TEST(DescriptionText, WhatALaterVersionAddsToAGroupIsKept) {
  const std::string added = "neuro.checkpoint.mood";
  Metadata metadata = checkpoint();
  metadata[added] = "1";
  ModelDescription model = parse_description(metadata, kFile);
  EXPECT_EQ(model.others, (Metadata{{added, "1"}}));
  // Written without the rest of its group, it must not make a file that nobody reads.
  model.training.reset();
  EXPECT_EQ(parse_description(describe(model, "test"), kFile).others, model.others);
}

TEST(DescriptionText, CountsLeaveRoomToCountOn) {
  for (const char* key : {"neuro.checkpoint.steps", "neuro.checkpoint.epochs"}) {
    Metadata metadata = checkpoint();
    metadata[key] = "4611686018427387903";
    parse_description(metadata, kFile);
    metadata[key] = "4611686018427387904";
    expect_refused(metadata, key);
  }
}

TEST(DescriptionText, EpochsHaveRows) {
  for (const char* rows : {"[0]", "[9223372036854775808]", "[18446744073709551615]"}) {
    Metadata metadata = checkpoint();
    metadata["neuro.history.rows"] = rows;
    expect_refused(metadata, "neuro.history.rows");
  }
}

TEST(DescriptionText, UnknownWordsAreShownOnOneLine) {
  Metadata metadata = checkpoint();
  metadata["neuro.output"] = "soft\nmax\x1b[2J";
  expect_error(Status::kUnsupported, {"neuro.output", "\"soft?max?[2J\""},
               [&] { parse_description(metadata, kFile); });
}

}  // namespace
}  // namespace neuro
