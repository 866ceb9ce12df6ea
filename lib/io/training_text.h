// How a network was trained, and where a checkpoint's training stands, as text of a file's
// metadata, and back.
#ifndef NEURO_LIB_IO_TRAINING_TEXT_H_
#define NEURO_LIB_IO_TRAINING_TEXT_H_

#include "io/metadata_fields.h"
#include "io/model_description.h"

namespace neuro {

void describe_history(const std::vector<EpochRecord>& history, Metadata& to);
void parse_history(MetadataFields& fields, ModelDescription& model);

// The steps of the last fit if nothing else has trained the network; that number is not written.
uint64_t implied_fit_steps(const TrainingState& training);

// Of a checkpoint.
void describe_training(const ModelDescription& model, Metadata& to);
// What belongs to a checkpoint is gone from the fields even where the file is none.
void parse_training(MetadataFields& fields, ModelDescription& model);

}  // namespace neuro

#endif  // NEURO_LIB_IO_TRAINING_TEXT_H_
