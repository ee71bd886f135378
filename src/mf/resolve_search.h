// SPDX-License-Identifier: MIT
#pragma once

#include <cstddef>
#include <span>
#include <string>
#include <utility>
#include <vector>

#include "base/status.h"
#include "mf/device_manager.h"
#include "mf/headers.h"
#include "mf/resolution.h"
#include "mf/resolve_hints.h"
#include "mf/resolve_types.h"

namespace caesura::mf {

/// A transform that the resolver puts in.
struct Insertion {
  ComPtr<IMFTransform> transform;
  bool decoder = false;
  std::string name;
  ComPtr<IMFActivate> activate{};  // where it came from one
};

/// A connection of the client's topology, and what goes between its ends, upstream first.
struct PlannedLink {
  ComPtr<IMFTopologyNode> upstream;
  DWORD output = 0;
  ComPtr<IMFTopologyNode> downstream;
  DWORD input = 0;
  std::vector<Insertion> between{};
  std::vector<ComPtr<IMFTopologyNode>> skipped{};  // optional nodes that stood between the ends, upstream first
  bool pruned = false;                             // the optional branch that begins with `downstream` is left out
};

/// Looks for transforms that make the media types of one branch of a topology meet, from a source downwards, with
/// backtracking: for each connection first none, then a converter, then a decoder, then both. Where that is not enough,
/// optional nodes and branches are left out. It sets media types on the components as it goes, so that after a success
/// all of them stand as they are to be used, and shuts asynchronous transforms down that it made in vain; it never
/// changes the topology. Strand-bound: it calls components and may
/// take long.
class TypeSearch {
 public:
  /// `made` gets what was made for the topology, lent to its transforms and accepted by its sinks.
  TypeSearch(ResolveHints hints, Resolution& made)
      : hints_(std::move(hints)), made_(made), managers_(hints_.dxva, made_.equipped, hints_.in_use.equipped) {}

  /// Finds the links below `source`. After a failure message() tells why, and source_type() for what.
  Status run(IMFTopologyNode* source);

  /// What all successful runs found. Where something optional was left out, why() tells for what failure.
  const std::vector<PlannedLink>& plan() const { return plan_; }
  Status why() const { return why_; }
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
    std::vector<ComPtr<IMFTopologyNode>> skipped{};
  };

  Status search(IMFTopologyNode* source);
  Status find(IMFTopologyNode* source, IMFMediaTypeHandler* handler);
  template <typename SetType>
  bool join(IMFTopologyNode* upstream, DWORD output, const MediaTypes& types, SetType set, Method limit,
            bool each_type_to_the_end);
  template <typename SetType>
  bool connect(const Link& link, const MediaTypes& types, SetType set, bool each_type_to_the_end);
  bool take_step(const Step& step, const Link& link, IMFMediaType* type);
  bool cross(std::span<const Bridge> bridges, const Link& link, IMFMediaType* type, Method behind_tee,
             std::vector<Insertion>& between);
  bool cross_by(const Insertion& insertion, std::span<const Bridge> bridges, const Link& link, IMFMediaType* type,
                Method behind_tee, std::vector<Insertion>& between);
  MediaTypes bridge_outputs(Bridge bridge, IMFTransform* transform, IMFMediaType* input, IMFTopologyNode* downstream);
  bool accept(IMFTopologyNode* node, IMFMediaType* type, Method behind_tee);
  bool is_in_use(IMFTopologyNode* output) const;
  bool accept_output(IMFTopologyNode* node, IMFMediaType* type);
  bool accept_transform(IMFTopologyNode* node, IMFMediaType* type);
  bool accept_as_it_is(IMFTopologyNode* node, IMFTransform* transform, IMFMediaType* type);
  static void end(const Insertion& insertion);
  void drop_plan(std::size_t from);
  void refused(const char* who, IMFMediaType* type, HRESULT hr);

  const ResolveHints hints_;
  Resolution& made_;
  DeviceManagers managers_;
  std::vector<PlannedLink> plan_;
  Status why_;

  // of the current run
  ComPtr<IMFMediaType> source_type_;
  std::vector<std::string> refusals_;
  bool has_optional_ = false;  // something that could be left out was met
  bool may_skip_ = false;      // and may be now
  bool decoder_allowed_ = false;
  bool somebody_read_it_ = false;  // a component took the source's type, so the types after it are to blame
  HRESULT fatal_ = S_OK;           // an answer that no other type will change
};

}  // namespace caesura::mf
