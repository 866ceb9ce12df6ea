// What an evaluation may keep of each row, beside the sums over all of them.
#ifndef NEURO_LIB_MODEL_ROW_SCORES_H_
#define NEURO_LIB_MODEL_ROW_SCORES_H_

namespace neuro {

// The caller's arrays; each may be null, and is then not filled. Doubles hold either type exactly.
struct RowScores {
  double* sums = nullptr;     // rows x outputs: what decides which class is predicted
  double* outputs = nullptr;  // rows x outputs: what predict() says
  double* losses = nullptr;   // rows
};

}  // namespace neuro

#endif  // NEURO_LIB_MODEL_ROW_SCORES_H_
