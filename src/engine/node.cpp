// SPDX-License-Identifier: MIT
#include "engine/node.h"

namespace caesura::engine {

void Node::connect(std::size_t output, Node& downstream, std::size_t input) {
  if (downstream_.size() <= output) downstream_.resize(output + 1);
  downstream_[output] = {&downstream, input};
  downstream.upstream_ = {this, output};
}

}  // namespace caesura::engine
