// SPDX-License-Identifier: MIT
#pragma once

#include <cstddef>
#include <span>
#include <string>
#include <vector>

#include "base/status.h"
#include "mf/headers.h"
#include "mf/resolve_types.h"

namespace caesura::mf {

/// A transform that the resolver puts in.
struct Insertion {
  ComPtr<IMFTransform> transform;
  bool decoder = false;
  std::string name;
};

/// A connection of the client's topology, and what goes between its ends, upstream first.
struct PlannedLink {
  ComPtr<IMFTopologyNode> upstream;
  DWORD output = 0;
  ComPtr<IMFTopologyNode> downstream;
  DWORD input = 0;
  std::vector<Insertion> between;
};

/// Looks for transforms that make the media types of one branch of a topology meet, from a source downwards, with
/// backtracking: for each connection first none, then a converter, then a decoder, then both. It sets media types on
/// the components as it goes, so that after a success all of them stand as they are to be used; it never changes the
/// topology. Strand-bound: it calls components and may take long.
class TypeSearch {
 public:
  /// With `all_source_types` (MF_TOPOLOGY_ENUMERATE_SOURCE_TYPES) the types of a stream that is not its current one
  /// are tried too.
  explicit TypeSearch(bool all_source_types) : all_source_types_(all_source_types) {}

  /// Finds the links below `source`. After a failure message() tells why, and source_type() for what.
  Status run(IMFTopologyNode* source);

  /// What all successful runs found.
  const std::vector<PlannedLink>& plan() const { return plan_; }
  /// Which types did not meet.
  std::string message() const;
  /// The first type of the stream that failed.
  IMFMediaType* source_type() const { return source_type_.Get(); }

 private:
  enum class Bridge { kConverter, kDecoder };
  /// What may be used to make a connection; the values are those of MF_CONNECT_METHOD.
  enum class Method : UINT32 { kDirect = 0, kConverter = 1, kDecoder = 3 };
  struct Step {
    std::span<const Bridge> bridges;
    Method behind_tee;
  };
  struct Link {
    ComPtr<IMFTopologyNode> upstream;
    DWORD output = 0;
    ComPtr<IMFTopologyNode> downstream;
    DWORD input = 0;
    Method method = Method::kDecoder;
  };

  template <typename SetType>
  bool join(IMFTopologyNode* upstream, DWORD output, const MediaTypes& types, SetType set, Method limit,
            bool each_type_to_the_end);
  bool take_step(const Step& step, const Link& link, IMFMediaType* type);
  bool cross(std::span<const Bridge> bridges, const Link& link, IMFMediaType* type, Method behind_tee,
             std::vector<Insertion>& between);
  MediaTypes bridge_outputs(Bridge bridge, IMFTransform* transform, IMFMediaType* input, IMFTopologyNode* downstream);
  bool accept(IMFTopologyNode* node, IMFMediaType* type, Method behind_tee);
  bool accept_output(IMFTopologyNode* node, IMFMediaType* type);
  bool accept_transform(IMFTopologyNode* node, IMFMediaType* type);
  void refused(const char* who, IMFMediaType* type, HRESULT hr);

  const bool all_source_types_;
  std::vector<PlannedLink> plan_;

  // of the current run
  ComPtr<IMFMediaType> source_type_;
  std::vector<std::string> refusals_;
  bool decoder_allowed_ = false;
  bool somebody_read_it_ = false;  // a component took the source's type, so the types after it are to blame
  HRESULT fatal_ = S_OK;           // an answer that no other type will change
};

}  // namespace caesura::mf
