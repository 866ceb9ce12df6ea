// What the calls on datasets share.
#ifndef NEURO_CAPI_DATASETS_H_
#define NEURO_CAPI_DATASETS_H_

#include <neuro.h>

#include "base/error.h"
#include "capi/guard.h"
#include "capi/handles.h"
#include "data/dataset.h"

namespace neuro::capi {

// Makes a dataset by load() in *out.
template <class Load>
nn_status make_dataset(nn_dataset** out, const Load& load) noexcept {
  return guard([&] {
    require(out, "out");
    *out = new nn_dataset(load());
  });
}

// Throws the Error(kInvalidArgument) for rows that a dataset does not have.
inline void require_rows(const Dataset& data, size_t first, size_t rows) {
  if (rows == 0) throw Error(Status::kInvalidArgument, "rows: 0: at least 1 is needed");
  if (first < data.rows() && rows <= data.rows() - first) return;
  throw Error(Status::kInvalidArgument, "first, rows: ", first, ", ", rows,
              ": beyond the dataset's ", data.rows(), " rows");
}

}  // namespace neuro::capi

#endif  // NEURO_CAPI_DATASETS_H_
