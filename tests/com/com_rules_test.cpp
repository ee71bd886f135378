// SPDX-License-Identifier: MIT
#include "support/com_rules.h"

#include <mfidl.h>

#include "caesura.h"
#include "com/async_callback.h"
#include "support/com_dll.h"
#include "support/com_media_foundation.h"
#include "support/com_test_object.h"

namespace caesura::test {
namespace {

/// The class of the DLL, made by its factory. session R5
class SessionOfTheDll {
 public:
  ComPtr<IUnknown> create() {
    ComPtr<IClassFactory> factory;
    ComPtr<IUnknown> object;
    dll_.get_class_object(CLSID_MediaSession, __uuidof(IClassFactory),
                          reinterpret_cast<void**>(factory.GetAddressOf()));
    factory->CreateInstance(nullptr, __uuidof(IUnknown), reinterpret_cast<void**>(object.GetAddressOf()));
    return object;
  }
  static std::vector<IID> interfaces() {
    return {__uuidof(IUnknown), __uuidof(IMFMediaSession), __uuidof(IMFMediaEventGenerator), __uuidof(IMFGetService),
            __uuidof(IMarshal)};
  }

 private:
  MediaFoundation media_foundation_;
  Dll dll_;
};
INSTANTIATE_TYPED_TEST_SUITE_P(MediaSession, ComRules, SessionOfTheDll);

class FactoryOfTheDll {
 public:
  ComPtr<IUnknown> create() {
    ComPtr<IUnknown> factory;
    dll_.get_class_object(CLSID_MediaSession, __uuidof(IUnknown), reinterpret_cast<void**>(factory.GetAddressOf()));
    return factory;
  }
  static std::vector<IID> interfaces() { return {__uuidof(IUnknown), __uuidof(IClassFactory)}; }

 private:
  Dll dll_;
};
INSTANTIATE_TYPED_TEST_SUITE_P(ClassFactory, ComRules, FactoryOfTheDll);

class ObjectOfTheKit {
 public:
  ComPtr<IUnknown> create() { return com::make<PlainObject>()->unknown(); }
  static std::vector<IID> interfaces() {
    return {__uuidof(IUnknown), __uuidof(IPersist), __uuidof(IPersistStream), __uuidof(IServiceProvider)};
  }
};
INSTANTIATE_TYPED_TEST_SUITE_P(Object, ComRules, ObjectOfTheKit);

class FreeThreadedObjectOfTheKit {
 public:
  ComPtr<IUnknown> create() { return com::make<FreeThreadedObject>().Get(); }
  static std::vector<IID> interfaces() { return {__uuidof(IUnknown), __uuidof(IServiceProvider), __uuidof(IMarshal)}; }
};
INSTANTIATE_TYPED_TEST_SUITE_P(FreeThreadedObject, ComRules, FreeThreadedObjectOfTheKit);

class CallbackOfTheKit {
 public:
  ComPtr<IUnknown> create() {
    return com::make_callback([](IMFAsyncResult*) {}).Get();
  }
  static std::vector<IID> interfaces() { return {__uuidof(IUnknown), __uuidof(IMFAsyncCallback)}; }
};
INSTANTIATE_TYPED_TEST_SUITE_P(AsyncCallback, ComRules, CallbackOfTheKit);

}  // namespace
}  // namespace caesura::test
