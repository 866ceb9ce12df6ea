// What scikit-learn makes of evaluation_data.h. Printed by evaluation_reference.py.
#ifndef NEURO_TESTS_UNIT_EVALUATION_REFERENCE_H_
#define NEURO_TESTS_UNIT_EVALUATION_REFERENCE_H_

#include <cstdint>
#include <limits>
#include <vector>

#include "model/metric.h"

namespace neuro::evaluation_reference {

inline constexpr double kNan = std::numeric_limits<double>::quiet_NaN();

struct Reference {
  Metric metric;
  double overall;
  std::vector<double> single;  // of each class or output
};

inline const Reference kClasses[] = {
    {Metric::kAccuracy,
     0.5555555555555556,
     {0.7333333333333333, 0.7666666666666667, 0.7888888888888889, 0.8222222222222222, 1.0}},
    {Metric::kPrecision,
     0.5090133779264214,
     {0.5769230769230769, 0.7391304347826086, 0.72, 0.0, 0.0}},
    {Metric::kRecall, 0.4167410714285714, {0.5357142857142857, 0.53125, 0.6, 0.0, 0.0}},
    {Metric::kF1,
     0.45707070707070707,
     {0.5555555555555555, 0.6181818181818182, 0.6545454545454547, 0.0, 0.0}},
    {Metric::kRocAuc,
     0.7686308916874128,
     {0.7367511520737327, 0.8133081896551725, 0.7558333333333334, kNan, kNan}},
    {Metric::kSupport, 90.0, {28.0, 32.0, 30.0, 0.0, 0.0}},
};

inline const std::vector<int64_t> kClassesConfusion = {15, 3, 6, 4, 0, 8, 17, 1, 6, 0, 3, 3, 18,
                                                       6,  0, 0, 0, 0, 0, 0,  0, 0, 0, 0, 0};
inline const double kClassesTopK[] = {0.5555555555555556, 0.8333333333333334, 0.9888888888888889,
                                      1.0};

inline const Reference kBinary[] = {
    {Metric::kAccuracy, 0.5777777777777777, {0.5777777777777777, 0.5777777777777777}},
    {Metric::kPrecision, 0.5837320574162679, {0.5614035087719298, 0.6060606060606061}},
    {Metric::kRecall, 0.5777777777777777, {0.7111111111111111, 0.4444444444444444}},
    {Metric::kF1, 0.5701357466063348, {0.6274509803921567, 0.5128205128205128}},
    {Metric::kRocAuc, 0.6960493827160494, {0.6960493827160494, 0.6960493827160494}},
    {Metric::kSupport, 90.0, {45.0, 45.0}},
};

inline const Reference kLabels[] = {
    {Metric::kAccuracy,
     0.17777777777777778,
     {0.6666666666666666, 0.6666666666666666, 0.7555555555555555, 0.5111111111111111}},
    {Metric::kPrecision, 0.48392857142857143, {0.45, 0.4857142857142857, 0.0, 1.0}},
    {Metric::kRecall,
     0.44740642499263183,
     {0.6923076923076923, 0.5862068965517241, 0.0, 0.5111111111111111}},
    {Metric::kF1, 0.43829378342245984, {0.5454545454545455, 0.53125, 0.0, 0.676470588235294}},
    {Metric::kRocAuc, 0.7480502721822411, {0.7581129807692307, 0.7379875635952515, kNan, kNan}},
    {Metric::kSupport, 145.0, {26.0, 29.0, 0.0, 90.0}},
};

inline const Reference kNumbers[] = {
    {Metric::kMae, 1.8061, {0.5280888888888889, 4.3204, 0.5698111111111112}},
    {Metric::kRmse, 2.056291171553005, {0.5937329740248931, 4.948448847871422, 0.6266916927626995}},
    {Metric::kR2, -0.3724491838116506, {0.9576392170881822, -2.074986768523134, 0.0}},
    {Metric::kSupport, 90.0, {90.0, 90.0, 90.0}},
};

}  // namespace neuro::evaluation_reference

#endif  // NEURO_TESTS_UNIT_EVALUATION_REFERENCE_H_
