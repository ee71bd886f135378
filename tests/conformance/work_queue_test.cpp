// SPDX-License-Identifier: MIT
//
// The work queues of topologies and of the platform, at the Multimedia Class Scheduler.
#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "com/async_callback.h"
#include "support/fake_real_time.h"
#include "support/session_fixture.h"

namespace caesura::test {
namespace {

using testing::IsEmpty;
using testing::Not;

constexpr DWORD kLabel = 7;

/// Waits for one answer to a Begin, and keeps it.
struct Answer {
  Answer()
      : callback(com::make_callback([shared = state](IMFAsyncResult* result) {
          shared->result = result;
          shared->log.add("answered");
        })) {}

  bool came() const { return state->log.wait_for("answered"); }
  std::ptrdiff_t count() const { return state->log.count("answered"); }
  IMFAsyncResult* result() const { return state->result.Get(); }

  struct State {
    CallLog log;
    ComPtr<IMFAsyncResult> result;
  };
  std::shared_ptr<State> state = std::make_shared<State>();
  ComPtr<IMFAsyncCallback> callback;
};

class WorkQueueServices : public SessionTest {
 protected:
  WorkQueueServices() {
    with_transform_ = true;
    endless();
    sink_script_.parts = {com::make<FakeRealTimeClient>(log_, "sink")};
    session_.service(mf::kWorkQueueServices, __uuidof(mf::IMFWorkQueueServicesEx),
                     reinterpret_cast<void**>(services_.GetAddressOf()));
  }
  ~WorkQueueServices() override { services_.Reset(); }

  /// Labels the branch of the presentation.
  void label(LPCWSTR mmcss = L"Playback", UINT32 task = 3, INT32 priority = 2) {
    IMFTopologyNode* const node = play().source_node.Get();
    node->SetUINT32(MF_TOPONODE_WORKQUEUE_ID, kLabel);
    node->SetUINT32(MF_TOPONODE_WORKQUEUE_ITEM_PRIORITY, 5);
    if (!mmcss) return;
    node->SetString(MF_TOPONODE_WORKQUEUE_MMCSS_CLASS, mmcss);
    node->SetUINT32(MF_TOPONODE_WORKQUEUE_MMCSS_TASKID, task);
    node->SetUINT32(MF_TOPONODE_WORKQUEUE_MMCSS_PRIORITY, static_cast<UINT32>(priority));
  }
  void register_topologies() {
    Answer answer;
    ASSERT_EQ(Hr(services_->BeginRegisterTopologyWorkQueuesWithMMCSS(answer.callback.Get(), nullptr)), S_OK);
    ASSERT_TRUE(answer.came());
    ASSERT_EQ(Hr(services_->EndRegisterTopologyWorkQueuesWithMMCSS(answer.result())), S_OK);
  }
  void unregister_topologies() {
    Answer answer;
    ASSERT_EQ(Hr(services_->BeginUnregisterTopologyWorkQueuesWithMMCSS(answer.callback.Get(), nullptr)), S_OK);
    ASSERT_TRUE(answer.came());
    ASSERT_EQ(Hr(services_->EndUnregisterTopologyWorkQueuesWithMMCSS(answer.result())), S_OK);
  }
  void labelled_and_ready() {
    label();
    ASSERT_NO_FATAL_FAILURE(ready());
  }

  ComPtr<mf::IMFWorkQueueServicesEx> services_;
};

// session R21
TEST_F(WorkQueueServices, AreThereBeforeAnyTopology) {
  ComPtr<mf::IMFWorkQueueServices> found;

  EXPECT_EQ(session_.service(mf::kWorkQueueServices, IID_PPV_ARGS(&found)), S_OK);
  EXPECT_TRUE(found);
  EXPECT_TRUE(services_);
}

// session R189
TEST_F(WorkQueueServices, RegisterEveryComponentOfALabelledBranch) {
  ASSERT_NO_FATAL_FAILURE(labelled_and_ready());
  ASSERT_NO_FATAL_FAILURE(register_topologies());

  EXPECT_EQ(log_->details("source.RegisterThreads"), Texts{"Playback 3"});
  EXPECT_EQ(log_->details("transform.RegisterThreadsEx"), Texts{"Playback 3 2"});
  EXPECT_EQ(log_->details("sink.RegisterThreads"), Texts{"Playback 3"});
}

// session R189
TEST_F(WorkQueueServices, GiveTheWholeBranchOneRealQueue) {
  ASSERT_NO_FATAL_FAILURE(labelled_and_ready());
  ASSERT_NO_FATAL_FAILURE(register_topologies());

  const Texts queue = log_->details("source.SetWorkQueue");
  ASSERT_EQ(queue.size(), 1u);
  EXPECT_EQ(log_->details("sink.SetWorkQueue"), queue);
  EXPECT_EQ(log_->details("transform.SetWorkQueueEx"), Texts{queue[0] + " 5"});
  Answer worked;
  EXPECT_EQ(Hr(MFPutWorkItem(static_cast<DWORD>(std::stoul(queue[0])), worked.callback.Get(), nullptr)), S_OK);
  EXPECT_TRUE(worked.came());
}

// session R189
TEST_F(WorkQueueServices, UnregisterAndTakeTheQueueBack) {
  ASSERT_NO_FATAL_FAILURE(labelled_and_ready());
  ASSERT_NO_FATAL_FAILURE(register_topologies());
  log_->clear();
  ASSERT_NO_FATAL_FAILURE(unregister_topologies());

  EXPECT_EQ(log_->count("source.UnregisterThreads"), 1);
  EXPECT_EQ(log_->count("transform.UnregisterThreads"), 1);
  EXPECT_EQ(log_->count("sink.UnregisterThreads"), 1);
  EXPECT_EQ(log_->details("source.SetWorkQueue"), Texts{std::to_string(MFASYNC_CALLBACK_QUEUE_UNDEFINED)});
}

// session R189
TEST_F(WorkQueueServices, RegisterLaterTopologiesByThemselves) {
  ASSERT_NO_FATAL_FAILURE(register_topologies());
  ASSERT_NO_FATAL_FAILURE(labelled_and_ready());

  EXPECT_TRUE(log_->wait_for("source.RegisterThreads"));
  EXPECT_TRUE(log_->wait_for("sink.RegisterThreads"));
}

TEST_F(WorkQueueServices, LeaveABranchWithoutALabelAlone) {
  ASSERT_NO_FATAL_FAILURE(ready());
  ASSERT_NO_FATAL_FAILURE(register_topologies());

  EXPECT_THAT(calls({"source.RegisterThreads", "source.SetWorkQueue", "sink.RegisterThreads"}), IsEmpty());
}

TEST_F(WorkQueueServices, RegisterNoThreadsWithoutAClass) {
  label(nullptr);
  ASSERT_NO_FATAL_FAILURE(ready());
  ASSERT_NO_FATAL_FAILURE(register_topologies());

  EXPECT_EQ(log_->count("source.SetWorkQueue"), 1);
  EXPECT_EQ(log_->count("source.RegisterThreads"), 0);
}

TEST_F(WorkQueueServices, HandTheStateToTheCallback) {
  ASSERT_NO_FATAL_FAILURE(labelled_and_ready());
  const Answer answer;
  ComPtr<IMFMediaType> state = make_audio_type();

  ASSERT_EQ(Hr(services_->BeginRegisterTopologyWorkQueuesWithMMCSS(answer.callback.Get(), state.Get())), S_OK);

  ASSERT_TRUE(answer.came());
  EXPECT_EQ(answer.result()->GetStateNoAddRef(), state.Get());
  EXPECT_EQ(answer.count(), 1);
}

// session R190
TEST_F(WorkQueueServices, GiveTheClassOfALabel) {
  ASSERT_NO_FATAL_FAILURE(labelled_and_ready());
  wchar_t name[16] = {};
  DWORD length = 16;

  EXPECT_EQ(Hr(services_->GetTopologyWorkQueueMMCSSClass(kLabel, name, &length)), S_OK);
  EXPECT_EQ(std::wstring(name), L"Playback");
  EXPECT_EQ(length, 9u);
}

// session R190
TEST_F(WorkQueueServices, SayHowLongTheClassIs) {
  ASSERT_NO_FATAL_FAILURE(labelled_and_ready());
  wchar_t name[8] = {};
  DWORD length = 8;

  EXPECT_EQ(Hr(services_->GetTopologyWorkQueueMMCSSClass(kLabel, name, &length)), MF_E_BUFFERTOOSMALL);
  EXPECT_EQ(length, 9u);
  length = 0;
  EXPECT_EQ(Hr(services_->GetTopologyWorkQueueMMCSSClass(kLabel, nullptr, &length)), S_OK);
  EXPECT_EQ(length, 9u);
}

// session R190
TEST_F(WorkQueueServices, KnowNoOtherLabels) {
  ASSERT_NO_FATAL_FAILURE(labelled_and_ready());
  DWORD number = 0;
  LONG priority = 0;

  EXPECT_EQ(Hr(services_->GetTopologyWorkQueueMMCSSClass(kLabel + 1, nullptr, &number)), E_INVALIDARG);
  EXPECT_EQ(Hr(services_->GetTopologyWorkQueueMMCSSTaskId(kLabel + 1, &number)), E_INVALIDARG);
  EXPECT_EQ(Hr(services_->GetTopologyWorkQueueMMCSSPriority(kLabel + 1, &priority)), E_INVALIDARG);
}

TEST_F(WorkQueueServices, GiveTaskAndPriorityOfALabel) {
  ASSERT_NO_FATAL_FAILURE(labelled_and_ready());
  DWORD task = 0;
  LONG priority = 0;

  EXPECT_EQ(Hr(services_->GetTopologyWorkQueueMMCSSTaskId(kLabel, &task)), S_OK);
  EXPECT_EQ(Hr(services_->GetTopologyWorkQueueMMCSSPriority(kLabel, &priority)), S_OK);
  EXPECT_EQ(task, 3u);
  EXPECT_EQ(priority, 2);
}

TEST_F(WorkQueueServices, RegisterAPlatformQueue) {
  const Answer answer;
  ASSERT_EQ(Hr(services_->BeginRegisterPlatformWorkQueueWithMMCSSEx(MFASYNC_CALLBACK_QUEUE_MULTITHREADED, L"Audio", 4,
                                                                    1, answer.callback.Get(), nullptr)),
            S_OK);
  ASSERT_TRUE(answer.came());
  DWORD task = 0;
  EXPECT_EQ(Hr(services_->EndRegisterPlatformWorkQueueWithMMCSS(answer.result(), &task)), S_OK);
  EXPECT_EQ(task, 4u);

  wchar_t name[16] = {};
  DWORD length = 16;
  LONG priority = 0;
  EXPECT_EQ(Hr(services_->GetPlaftormWorkQueueMMCSSClass(MFASYNC_CALLBACK_QUEUE_MULTITHREADED, name, &length)), S_OK);
  EXPECT_EQ(std::wstring(name), L"Audio");
  EXPECT_EQ(Hr(services_->GetPlatformWorkQueueMMCSSTaskId(MFASYNC_CALLBACK_QUEUE_MULTITHREADED, &task)), S_OK);
  EXPECT_EQ(task, 4u);
  EXPECT_EQ(Hr(services_->GetPlatformWorkQueueMMCSSPriority(MFASYNC_CALLBACK_QUEUE_MULTITHREADED, &priority)), S_OK);
  EXPECT_EQ(priority, 1);
}

// What a class name means is for the platform to say.
TEST_F(WorkQueueServices, RegisterAPlatformQueueForANamelessClassToo) {
  const Answer answer;
  ASSERT_EQ(Hr(services_->BeginRegisterPlatformWorkQueueWithMMCSS(MFASYNC_CALLBACK_QUEUE_MULTITHREADED, L"", 7,
                                                                  answer.callback.Get(), nullptr)),
            S_OK);
  ASSERT_TRUE(answer.came());

  DWORD task = 0;
  EXPECT_EQ(Hr(services_->EndRegisterPlatformWorkQueueWithMMCSS(answer.result(), &task)), S_OK);
  EXPECT_EQ(task, 7u);
}

TEST_F(WorkQueueServices, UnregisterAPlatformQueue) {
  const Answer first, second;
  services_->BeginRegisterPlatformWorkQueueWithMMCSS(MFASYNC_CALLBACK_QUEUE_MULTITHREADED, L"Audio", 4,
                                                     first.callback.Get(), nullptr);
  ASSERT_TRUE(first.came());
  ASSERT_EQ(Hr(services_->BeginUnregisterPlatformWorkQueueWithMMCSS(MFASYNC_CALLBACK_QUEUE_MULTITHREADED,
                                                                    second.callback.Get(), nullptr)),
            S_OK);
  ASSERT_TRUE(second.came());
  EXPECT_EQ(Hr(services_->EndUnregisterPlatformWorkQueueWithMMCSS(second.result())), S_OK);

  DWORD length = 0;
  EXPECT_EQ(Hr(services_->GetPlaftormWorkQueueMMCSSClass(MFASYNC_CALLBACK_QUEUE_MULTITHREADED, nullptr, &length)),
            S_OK);
  EXPECT_EQ(length, 1u);
}

TEST_F(WorkQueueServices, WantTheirPointers) {
  EXPECT_EQ(Hr(services_->BeginRegisterTopologyWorkQueuesWithMMCSS(nullptr, nullptr)), E_POINTER);
  EXPECT_EQ(Hr(services_->GetTopologyWorkQueueMMCSSTaskId(kLabel, nullptr)), E_POINTER);
  EXPECT_EQ(Hr(services_->BeginRegisterPlatformWorkQueueWithMMCSS(1, nullptr, 0, nullptr, nullptr)), E_POINTER);
  EXPECT_EQ(Hr(services_->EndRegisterPlatformWorkQueueWithMMCSS(nullptr, nullptr)), E_POINTER);
}

TEST_F(WorkQueueServices, EndWithShutdown) {
  const Answer answer;
  DWORD number = 0;
  ASSERT_EQ(session_.shut_down(), S_OK);

  EXPECT_EQ(Hr(services_->BeginRegisterTopologyWorkQueuesWithMMCSS(answer.callback.Get(), nullptr)), MF_E_SHUTDOWN);
  EXPECT_EQ(Hr(services_->GetTopologyWorkQueueMMCSSTaskId(kLabel, &number)), MF_E_SHUTDOWN);
  EXPECT_EQ(Hr(services_->GetPlatformWorkQueueMMCSSTaskId(1, &number)), MF_E_SHUTDOWN);
  EXPECT_EQ(answer.count(), 0);
}

}  // namespace
}  // namespace caesura::test
